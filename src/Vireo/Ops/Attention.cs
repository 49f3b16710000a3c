using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Scaled dot-product attention in one step: <c>y = softmax(Scale · q·kᵀ + bias)·v</c>. Inputs: q
/// <c>[B, H, L, D]</c>, k <c>[B, H, S, D]</c>, v <c>[B, H, S, E]</c>, then bias (a float) and mask (Bool, true where a
/// query may look) as the flags say, both of extents that broadcast to <c>[B, H, L, S]</c>. Outputs: y
/// <c>[B, H, L, E]</c>, and the logarithm of each row's sum of exponentials <c>[B, H, L]</c>, from which gradients work
/// out the probabilities again: no matrix <c>[L, S]</c> is ever stored.</summary>
/// <remarks>A query that may look nowhere gives zeros, as in PyTorch 2.5 and later (older ones gave NaN). Vaswani et
/// al. 2017, arXiv:1706.03762; softmax by blocks: Milakov, Gimelshein 2018, arXiv:1805.02867; Dao et al. 2022,
/// arXiv:2205.14135.</remarks>
public sealed record Attention : Op
{
    /// <summary>Factor of the products, usually <c>1 / √D</c>.</summary>
    public required double Scale { get; init; }

    /// <summary>Whether query i looks at the keys 0 … i only.</summary>
    public bool Causal { get; init; }

    /// <summary>Whether a bias is among the inputs.</summary>
    public bool HasBias { get; init; }

    /// <summary>Whether a mask is among the inputs.</summary>
    public bool HasMask { get; init; }

    /// <inheritdoc/>
    public override string Name => "attention";

    private int Count => 3 + (HasBias ? 1 : 0) + (HasMask ? 1 : 0);

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        Require(inputs[..Count]);
        var (q, v) = (inputs[0].Shape, inputs[2].Shape);
        return [new([q[0], q[1], q[2], v[3]], inputs[0].DType), new([q[0], q[1], q[2]], inputs[0].DType)];
    }

    /// <summary>All extents, from the shapes of q, k, v and of what follows them.</summary>
    public AttentionGeometry Geometry(Shape q, Shape k, Shape v, Shape? bias, Shape? mask) => new()
    {
        B = q[0], H = q[1], L = q[2], S = k[2], D = q[3], E = v[3], Scale = Scale, Causal = Causal,
        Bias = HasBias ? bias : null,
        Mask = HasMask ? mask : null,
    };

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (s, e) = (x[1].Shape[2], x[2].Shape[3]);
        var scores = ReferenceScores(x);
        for (var row = 0; row < y[1].Data.Length; row++)
        {
            var own = scores.AsSpan(row * s, s);
            var greatest = double.NegativeInfinity;
            foreach (var score in own) greatest = Math.Max(greatest, score);
            if (double.IsNegativeInfinity(greatest)) continue;
            var sum = 0.0;
            foreach (var score in own) sum += Math.Exp(score - greatest);
            y[1].Data[row] = greatest + Math.Log(sum);
            var values = row / x[0].Shape[2] * s * e;
            for (var j = 0; j < s; j++)
            {
                var p = Math.Exp(own[j] - greatest) / sum;
                for (var c = 0; c < e; c++) y[0].Data[row * e + c] += p * x[2].Data[values + j * e + c];
            }
        }
    }

    /// <summary>All scores <c>[B, H, L, S]</c>; negative infinity where a query may not look.</summary>
    internal double[] ReferenceScores(ReadOnlySpan<ReferenceArray> x)
    {
        var (q, k) = (x[0], x[1]);
        var shape = Shape.Create([q.Shape[0], q.Shape[1], q.Shape[2], k.Shape[2]]);
        var (l, s, d) = (q.Shape[2], k.Shape[2], q.Shape[3]);
        var bias = HasBias ? new BroadcastCursor(x[3].Shape, shape) : default;
        var mask = HasMask ? new BroadcastCursor(x[Count - 1].Shape, shape) : default;
        var scores = new double[shape.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            var (row, key) = (i / s, i % s);
            var keys = (row / l * s + key) * d;
            for (var c = 0; c < d; c++) scores[i] += q.Data[row * d + c] * k.Data[keys + c];
            scores[i] *= Scale;
            if (HasBias) scores[i] += x[3].Data[bias.At(i)];
            var hidden = (Causal && key > row % l) || (HasMask && x[Count - 1].Data[mask.At(i)] == 0);
            if (hidden) scores[i] = double.NegativeInfinity;
        }

        return scores;
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var gradients = new Tensor?[node.Inputs.Count];
        var (y, sums) = (node.Outputs[0], node.Outputs[1]);
        if (dy[0] is null && dy[1] is null) return gradients;
        var d = dy[0] ?? Tensor.Full(0, y.Shape, y.DType);
        var shift = (d * y).Sum([-1]);
        if (dy[1] is { } ofSums) shift -= ofSums;
        var back = Tensor.Apply(new AttentionBackward { Forward = this }, [.. node.Inputs, sums, d, shift]);
        back.Outputs.CopyTo(gradients, 0);
        return gradients;
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        outputs[1].Shape.Count * inputs[1].Shape[2] * (inputs[0].Shape[3] + inputs[2].Shape[3]);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var type = node.Inputs[0].DType;
        var keys = graph.Add("Transpose", x[1], ("perm", new[] { 0L, 1L, 3L, 2L }));
        var scores = graph.Add("Mul", [graph.Add("MatMul", [x[0], keys]), graph.Scalar(Scale, type)]);
        if (HasBias) scores = graph.Add("Add", [scores, x[3]]);
        var never = graph.Scalar(double.NegativeInfinity, type);
        if (HasMask) scores = graph.Add("Where", [x[Count - 1], scores, never]);
        if (Causal) scores = graph.Add("Where", [CausalMask(graph, node), scores, never]);

        // Extents of zero are those of the input: ONNX Runtime does not reduce what is empty, so Squeeze would fail.
        var rows = graph.Integers(0, 0, 0);
        if (Count == 3 && !Causal)
        {
            var plain = graph.Add("Softmax", scores, ("axis", -1L));
            var all = Reduced(graph, "ReduceLogSumExp", scores);
            return [graph.Add("MatMul", [plain, x[2]]), graph.Add("Reshape", [all, rows])];
        }

        // Rows that look nowhere: their greatest score is minus infinity, their shares are zero.
        var greatest = Reduced(graph, "ReduceMax", scores);
        var isBlind = graph.Add("Equal", [greatest, never]);
        var zero = graph.Scalar(0, type);
        var safe = graph.Add("Where", [isBlind, zero, scores]);
        var shares = graph.Add("Where", [isBlind, zero, graph.Add("Softmax", safe, ("axis", -1L))]);
        var logs = Reduced(graph, "ReduceLogSumExp", safe);
        var sums = graph.Add("Where", [isBlind, zero, logs]);
        return
        [
            graph.Add("MatMul", [shares, x[2]]),
            graph.Add("Reshape", [sums, rows]),
        ];
    }

    /// <summary>A reduction along the last axis, which stays; operator set 18 made the axes an input.</summary>
    private static string Reduced(OnnxGraph graph, string type, string x) => graph.Opset < 18
        ? graph.Add(type, x, ("axes", new[] { -1L }), ("keepdims", 1L))
        : graph.Add(type, [x, graph.Integers(-1)], ("keepdims", 1L));

    private static string CausalMask(OnnxGraph graph, Node node)
    {
        var (l, s) = (node.Inputs[0].Shape[2], node.Inputs[1].Shape[2]);
        var mask = new double[(long)l * s];
        for (var i = 0; i < mask.Length; i++) mask[i] = i % s <= i / s ? 1 : 0;
        return graph.Constant(new([l, s], DType.Bool), mask);
    }

    private void Require(ReadOnlySpan<TensorSpec> inputs)
    {
        var (q, k, v) = (inputs[0].Shape, inputs[1].Shape, inputs[2].Shape);
        if (q.Rank != 4 || k.Rank != 4 || v.Rank != 4)
        {
            throw Misfit(inputs, "q, k and v must have four axes.", "Reshape them to batch, head, place, width.");
        }

        if (q[0] != k[0] || q[1] != k[1] || v.With(3, 0) != k.With(3, 0) || q[3] != k[3])
        {
            throw Misfit(inputs, "q, k and v do not fit.",
                "B and H must be equal in all, D in q and k, S in k and v.");
        }

        if (inputs[1].DType != inputs[0].DType || inputs[2].DType != inputs[0].DType || !inputs[0].DType.IsFloat)
        {
            throw Misfit(inputs, "q, k and v must be of one float type.", "Cast some of them.");
        }

        var scores = Shape.Create([q[0], q[1], q[2], k[2]]);
        for (var i = 3; i < inputs.Length; i++)
        {
            var isMask = HasMask && i == Count - 1;
            if (inputs[i].DType != (isMask ? DType.Bool : inputs[0].DType))
            {
                throw Misfit(inputs, $"the {(isMask ? "mask" : "bias")} is {inputs[i].DType}.",
                    "A mask is Bool, a bias of the type of q.");
            }

            if (inputs[i].Shape.Rank != 4 || Shape.Broadcast(inputs[i].Shape, scores) != scores)
            {
                throw Misfit(inputs, $"the {(isMask ? "mask" : "bias")} does not stretch to {scores}.",
                    "Every extent must be that of the scores B, H, L, S, or one.");
            }
        }
    }

    private ShapeException Misfit(ReadOnlySpan<TensorSpec> inputs, string problem, string fix)
    {
        var operands = new List<(string, TensorSpec, string)>
        {
            ("q", inputs[0], "B, H, L, D"), ("k", inputs[1], "B, H, S, D"), ("v", inputs[2], "B, H, S, E"),
        };
        for (var i = 3; i < inputs.Length; i++)
        {
            operands.Add((HasMask && i == Count - 1 ? "mask" : "bias", inputs[i], "B, H, L, S"));
        }

        return new(Name, problem, operands, fix);
    }
}

/// <summary>The fluent form of <see cref="Ops.Attention"/>.</summary>
public static class AttentionOp
{
    extension(Tensor query)
    {
        /// <summary>Scaled dot-product attention of queries <c>[…, L, D]</c> to keys <c>[…, S, D]</c> and values
        /// <c>[…, S, E]</c>: <c>[…, L, E]</c>; leading axes broadcast. See <see cref="Ops.Attention"/>.</summary>
        /// <param name="key">Keys.</param>
        /// <param name="value">Values.</param>
        /// <param name="bias">Added to the scores, such as relative positions; broadcasts to <c>[…, L, S]</c>.</param>
        /// <param name="mask">Bool, true where a query may look; broadcasts to <c>[…, L, S]</c>.</param>
        /// <param name="causal">Whether query i looks at the keys 0 … i only.</param>
        /// <param name="scale">Factor of the products; <c>1 / √D</c> when left out.</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor Attention(
            Tensor key, Tensor value, Tensor? bias = null, Tensor? mask = null, bool causal = false,
            double? scale = null)
        {
            ArgumentNullException.ThrowIfNull(key);
            ArgumentNullException.ThrowIfNull(value);
            var op = new Attention
            {
                Scale = scale ?? 1 / Math.Sqrt(Math.Max(1, query.Shape.Rank == 0 ? 1 : query.Shape[-1])),
                Causal = causal, HasBias = bias is not null, HasMask = mask is not null,
            };
            if (CommonLead(query, key, value) is not { } lead)
            {
                throw new ShapeException(
                    op.Name, "leading axes do not broadcast.",
                    [("q", query.Spec, "…, L, D"), ("k", key.Spec, "…, S, D"), ("v", value.Spec, "…, S, E")],
                    "Give all three the same leading axes.");
            }

            var inputs = new List<Tensor> { Folded(query, lead), Folded(key, lead), Folded(value, lead) };
            if (bias is not null) inputs.Add(FoldedScores(bias, lead));
            if (mask is not null) inputs.Add(FoldedScores(mask, lead));
            return Tensor.Of(op, [.. inputs]).Reshape([.. lead.Extents, query.Shape[-2], value.Shape[-1]]);
        }
    }

    private static Shape? CommonLead(Tensor q, Tensor k, Tensor v)
    {
        if (q.Shape.Rank < 2 || k.Shape.Rank < 2 || v.Shape.Rank < 2) return null;
        return Shape.Broadcast(MatMul.Lead(q.Shape), MatMul.Lead(k.Shape)) is { } both
            ? Shape.Broadcast(both, MatMul.Lead(v.Shape))
            : null;
    }

    /// <summary>With four axes: missing ones are put in front, those in excess joined.</summary>
    private static Tensor Folded(Tensor x, Shape lead)
    {
        var full = x.Expand([.. lead.Extents, x.Shape[-2], x.Shape[-1]]);
        var heads = lead.Rank == 0 ? 1 : lead[-1];
        var batch = lead.Rank < 2 ? 1 : (int)Shape.Create(lead.Extents[..^1]).Count;
        return full.Reshape([batch, heads, x.Shape[-2], x.Shape[-1]]);
    }

    private static Tensor FoldedScores(Tensor x, Shape lead)
    {
        if (x.Shape.Rank > 4)
        {
            var full = Shape.Broadcast(MatMul.Lead(x.Shape), lead);
            return full == lead ? Folded(x, lead) : x;
        }

        int[] extents = [.. Enumerable.Repeat(1, 4 - x.Shape.Rank), .. x.Shape];
        return x.Reshape(extents);
    }
}
