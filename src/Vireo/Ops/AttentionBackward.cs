using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="Attention"/>. Inputs: those of the forward op, then the logarithms of the sums
/// <c>[B, H, L]</c>, dy, and shift <c>[B, H, L]</c>, what is taken from the gradients of a row of probabilities:
/// <c>Σ dy · y</c> less the gradient of the logarithm. Outputs: dq, dk, dv and, with a bias, its gradient.</summary>
/// <remarks>With <c>p = e^(score - log sum)</c>: <c>dv = pᵀ·dy</c>, <c>ds = p · (dy·vᵀ - shift)</c>,
/// <c>dq = Scale · ds·k</c>, <c>dk = Scale · dsᵀ·q</c>, and the bias gets ds, summed where it was repeated.</remarks>
public sealed record AttentionBackward : Op
{
    /// <summary>The forward op.</summary>
    public required Attention Forward { get; init; }

    /// <inheritdoc/>
    public override string Name => "attention backward";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var forward = Forward.Infer(inputs[..^3]);
        if (inputs[^3].Shape != forward[1].Shape || inputs[^2].Shape != forward[0].Shape
            || inputs[^1].Shape != forward[1].Shape)
        {
            throw new ShapeException(
                Name, "gradients do not fit the forward op.",
                [("sums", inputs[^3], "B, H, L"), ("dy", inputs[^2], "B, H, L, E"), ("shift", inputs[^1], "B, H, L")],
                $"y is {forward[0]}.");
        }

        return [.. inputs[..(Forward.HasBias ? 4 : 3)]];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (q, k, v) = (x[0], x[1], x[2]);
        var (l, s, d, e) = (q.Shape[2], k.Shape[2], q.Shape[3], v.Shape[3]);
        var (sums, dy, shift) = (x[^3].Data, x[^2].Data, x[^1].Data);
        var scores = Forward.ReferenceScores(x);
        var bias = Forward.HasBias
            ? new BroadcastCursor(x[3].Shape, Shape.Create([q.Shape[0], q.Shape[1], l, s]))
            : default;
        for (var i = 0; i < scores.Length; i++)
        {
            var row = i / s;
            var key = row / l * s + i % s;
            var p = Math.Exp(scores[i] - sums[row]);
            var dp = 0.0;
            for (var c = 0; c < e; c++)
            {
                dp += dy[row * e + c] * v.Data[key * e + c];
                y[2].Data[key * e + c] += p * dy[row * e + c];
            }

            var ds = p * (dp - shift[row]);
            if (Forward.HasBias) y[3].Data[bias.At(i)] += ds;
            for (var c = 0; c < d; c++)
            {
                y[0].Data[row * d + c] += Forward.Scale * ds * k.Data[key * d + c];
                y[1].Data[key * d + c] += Forward.Scale * ds * q.Data[row * d + c];
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        // Written out in primitive ops, whose gradients are known; the probabilities are stored here.
        var x = node.Inputs;
        var (q, k, v) = (x[0], x[1], x[2]);
        var (sums, d, shift) = (x[^3], x[^2], x[^1]);
        var scores = q.MatMul(k, transposeB: true) * Forward.Scale;
        if (Forward.HasBias) scores += x[3];
        var never = Tensor.Scalar(double.NegativeInfinity, q.DType);
        if (Forward.HasMask) scores = x[^4].Where(scores, never);
        if (Forward.Causal) scores = CausalMask(q.Shape[2], k.Shape[2]).Where(scores, never);
        var p = (scores - Column(sums)).Exp();
        var ds = p * (d.MatMul(v, transposeB: true) - Column(shift));
        var outputs = new List<Tensor>
        {
            ds.MatMul(k) * Forward.Scale,
            ds.MatMul(q, transposeA: true) * Forward.Scale,
            p.MatMul(d, transposeA: true),
        };
        if (Forward.HasBias) outputs.Add(ds.SumTo(x[3].Shape));
        return Gradients.Partial(outputs, dy, x);
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs[^1].Shape.Count * inputs[1].Shape[2] * (5L * inputs[0].Shape[3] + 3L * inputs[2].Shape[3]);

    /// <summary>Truth values <c>[L, S]</c>: whether the key is not behind the query.</summary>
    internal static Tensor CausalMask(int queries, int keys)
    {
        var places = Tensor.Of(new Iota { Count = queries }).Reshape([queries, 1]);
        return Tensor.Of(new GreaterOrEqual(), places, Tensor.Of(new Iota { Count = keys }));
    }

    private static Tensor Column(Tensor rows) => rows.Reshape([.. rows.Shape.Extents, 1]);
}
