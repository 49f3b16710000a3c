using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Convolution whose taps are moved, see <see cref="DeformableOp"/>. Inputs: x <c>[N, C, H, W]</c>, offsets,
/// weight <c>[O, C / Groups, kH, kW]</c>, with <see cref="DeformableOp.HasMask"/> the mask (version 2), and optionally
/// a bias <c>[O]</c>; output <c>[N, O, oH, oW]</c>.</summary>
/// <remarks>Dai et al. 2017, arXiv:1703.06211; Zhu et al. 2018, arXiv:1811.11168. Gradients go by way of
/// <see cref="DeformableColumns"/> and may be differentiated any number of times. The ONNX form is <c>DeformConv</c>
/// from operator set 19 on, <c>GridSample</c> and <c>Conv</c> in sets 16 to 18, and none before.</remarks>
public sealed record DeformableConv2d : DeformableOp
{
    /// <summary>Blocks of channels that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "deformable conv2d";

    private int BiasAt => HasMask ? 4 : 3;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index < 2 || (HasMask && index == 3);

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, w) = (inputs[0], inputs[2]);
        RequireOffsets(x, inputs[1], HasMask ? inputs[3] : null);
        if (w.Shape.Rank != 4 || w.Shape[1] * Groups != x.Shape[1] || w.Shape[2] != KH || w.Shape[3] != KW
            || w.Shape[0] % Groups != 0 || w.DType != x.DType)
        {
            throw new ShapeException(Name, $"the weight does not fit {x.Shape[1]} channels in {Groups} groups.",
                [("input", x, "N, C, H, W"), ("weight", w, "O, C / groups, kH, kW")],
                $"It must be {x.DType}[O, {x.Shape[1] / Groups}, {KH}, {KW}] with O a multiple of the groups.");
        }

        if (inputs.Length > BiasAt && inputs[BiasAt].Shape != [w.Shape[0]])
        {
            throw new ShapeException(Name, "the bias does not fit.",
                [("weight", w, "O, C / groups, kH, kW"), ("bias", inputs[BiasAt], "O")],
                $"It must be [{w.Shape[0]}], one number per output channel.");
        }

        var g = Geometry(x.Shape, w.Shape);
        return [new([g.N, g.O, g.OH, g.OW], x.DType)];
    }

    /// <summary>All extents, from the shapes of x and weight.</summary>
    public Conv2dGeometry Geometry(Shape x, Shape weight) =>
        Geometry(x) with { O = weight[0], Groups = Groups };

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var g = Geometry(x[0].Shape, x[2].Shape);
        var (input, weight, output) = (x[0].Data, x[2].Data, y[0].Data);
        var (places, taps, outputs) = (g.OH * g.OW, KH * KW, g.O / Groups);
        if (x.Length > BiasAt)
        {
            for (var i = 0; i < output.Length; i++) output[i] = x[BiasAt].Data[i / places % g.O];
        }

        DeformableLoop.Run(
            this, x[0].Shape, BilinearPart.Value, x[1].Data, HasMask ? x[3].Data : null, (column, i, factor) =>
            {
                var (c, tap) = (column % g.C, column / g.C % taps);
                var (place, n) = (column / (g.C * taps) % places, column / (g.C * taps * places));
                var (group, own) = (c / (g.C / Groups), c % (g.C / Groups));
                for (var o = group * outputs; o < (group + 1) * outputs; o++)
                {
                    output[(n * g.O + o) * places + place] +=
                        weight[(o * (g.C / Groups) + own) * taps + tap] * factor * input[i];
                }
            });
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var gradients = new Tensor?[node.Inputs.Count];
        if (dy[0] is not { } d) return gradients;
        var (x, offsets, weight) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        var mask = HasMask ? node.Inputs[3] : null;
        var forward = new DeformableColumns
        {
            KH = KH, KW = KW, Window = Window, OffsetGroups = OffsetGroups, HasMask = HasMask,
        };
        var columns = forward.Of(BilinearPart.Value, x, offsets, mask);
        var g = Geometry(x.Shape, weight.Shape);
        var (rows, taps, inner, outer) = (g.N * g.OH * g.OW, KH * KW, g.C / Groups, g.O / Groups);
        var flat = columns.Reshape([rows, taps, g.C]);
        var seeds = d.Transpose(0, 2, 3, 1).Reshape([rows, g.O]);
        var (weights, parts) = (new Tensor[Groups], new Tensor[Groups]);
        for (var i = 0; i < Groups; i++)
        {
            var seed = seeds.Slice(1, i * outer, (i + 1) * outer);
            var own = flat.Slice(2, i * inner, (i + 1) * inner).Reshape([rows, taps * inner]);
            weights[i] = seed.MatMul(own, transposeA: true).Reshape([outer, KH, KW, inner]).Transpose(0, 3, 1, 2);
            var matrix = weight.Slice(0, i * outer, (i + 1) * outer).Transpose(0, 2, 3, 1);
            parts[i] = seed.MatMul(matrix.Reshape([outer, taps * inner])).Reshape([rows, taps, inner]);
        }

        gradients[2] = Groups == 1 ? weights[0] : ConcatOp.Concat(0, weights);
        var back = (Groups == 1 ? parts[0] : ConcatOp.Concat(2, parts)).Reshape(columns.Shape);
        var inputs = forward.Gradient(columns.Node, [back]);
        (gradients[0], gradients[1]) = (inputs[0], inputs[1]);
        if (HasMask) gradients[3] = inputs[2];
        if (gradients.Length > BiasAt) gradients[BiasAt] = d.Sum([0, 2, 3]);
        return gradients;
    }

    /// <inheritdoc/>
    public override string[]? Onnx(OnnxGraph graph, Node node, string[] x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(x);
        var bias = x.Length > BiasAt ? x[BiasAt] : "";
        if (graph.Opset < 16) return null;
        if (graph.Opset < 19) return [DeformableOnnx.Sampled(graph, this, node, x, bias)];
        long[] pads = [Window.PadTop, Window.PadLeft, Window.PadBottom, Window.PadRight];
        long[] strides = [Window.StrideH, Window.StrideW];
        long[] dilations = [Window.DilationH, Window.DilationW];
        string[] inputs = HasMask ? [x[0], x[2], x[1], bias, x[3]] : [x[0], x[2], x[1], bias];
        return
        [
            graph.Add("DeformConv", inputs, ("kernel_shape", new long[] { KH, KW }), ("pads", pads),
                ("strides", strides), ("dilations", dilations), ("group", (long)Groups),
                ("offset_group", (long)OffsetGroups)),
        ];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        Geometry(inputs[0].Shape, inputs[2].Shape).Macs;
}

/// <summary>The fluent form of <see cref="Ops.DeformableConv2d"/>.</summary>
public static class DeformableConv2dOp
{
    extension(Tensor x)
    {
        /// <summary>Convolution with moved taps; see <see cref="Ops.DeformableConv2d"/>. The groups of the convolution
        /// and of the offsets follow from the shapes.</summary>
        /// <param name="offsets">Moves <c>[N, 2 · G · kH · kW, oH, oW]</c>.</param>
        /// <param name="weight">Weight <c>[O, C / groups, kH, kW]</c>.</param>
        /// <param name="mask">Factors of the samples <c>[N, G · kH · kW, oH, oW]</c>; null for version 1.</param>
        /// <param name="bias">Bias <c>[O]</c>, or null.</param>
        /// <param name="window">Stride, padding, dilation.</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor DeformableConv2d(
            Tensor offsets, Tensor weight, Tensor? mask = null, Tensor? bias = null, Window2d? window = null)
        {
            ArgumentNullException.ThrowIfNull(offsets);
            ArgumentNullException.ThrowIfNull(weight);
            var (o, w) = (offsets.Shape, weight.Shape);
            if (x.Shape.Rank != 4 || o.Rank != 4 || w.Rank != 4 || w.Count == 0 || x.Shape[1] % w[1] != 0
                || o[1] % (2 * w[2] * w[3]) != 0)
            {
                throw new ShapeException("deformable conv2d", "the operands do not fit.",
                    [("input", x.Spec, "N, C, H, W"), ("offsets", offsets.Spec, "N, 2 · groups · kH · kW, oH, oW"),
                        ("weight", weight.Spec, "O, C / groups, kH, kW")],
                    "The weight takes a divisor of the channels; offsets are two for each group of them and each tap.");
            }

            var op = new DeformableConv2d
            {
                KH = w[2], KW = w[3], Window = window ?? new(), Groups = x.Shape[1] / w[1],
                OffsetGroups = o[1] / (2 * w[2] * w[3]), HasMask = mask is not null,
            };
            var operands = new List<Tensor> { x, offsets, weight };
            if (mask is not null) operands.Add(mask);
            if (bias is not null) operands.Add(bias);
            return Tensor.Of(op, [.. operands]);
        }
    }
}
