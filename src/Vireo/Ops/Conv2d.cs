using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Two-dimensional convolution (cross-correlation). Inputs: x <c>[N, C, H, W]</c>, weight
/// <c>[O, C / Groups, kH, kW]</c> and, optionally, bias <c>[O]</c>; output <c>[N, O, oH, oW]</c>.</summary>
public sealed record Conv2d : Op
{
    /// <summary>Stride, padding, dilation.</summary>
    public Window2d Window { get; init; } = new();

    /// <summary>Blocks of channels that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "conv2d";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index == 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        Require(inputs);
        var g = Geometry(inputs[0].Shape, inputs[1].Shape);
        if (g.OH <= 0 || g.OW <= 0)
        {
            throw Misfit(inputs, $"a {g.KH} x {g.KW} kernel is larger than the padded image.",
                "Use larger images, more padding or a smaller kernel.");
        }

        return [new([g.N, g.O, g.OH, g.OW], inputs[0].DType)];
    }

    /// <summary>All extents, from the shapes of x and weight.</summary>
    public Conv2dGeometry Geometry(Shape x, Shape weight) => new()
    {
        N = x[0], C = x[1], H = x[2], W = x[3], O = weight[0], KH = weight[2], KW = weight[3],
        StrideH = Window.StrideH, StrideW = Window.StrideW, DilationH = Window.DilationH, DilationW = Window.DilationW,
        PadTop = Window.PadTop, PadLeft = Window.PadLeft, PadBottom = Window.PadBottom, PadRight = Window.PadRight,
        Groups = Groups,
    };

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var g = Geometry(x[0].Shape, x[1].Shape);
        var (input, weight, output) = (x[0].Data, x[1].Data, y[0].Data);
        if (x.Length > 2)
        {
            for (var i = 0; i < output.Length; i++) output[i] = x[2].Data[i / (g.OH * g.OW) % g.O];
        }

        ConvLoop.Run(g, (i, w, o) => output[o] += input[i] * weight[w]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var gradients = new Tensor?[node.Inputs.Count];
        if (dy[0] is not { } d) return gradients;
        var (x, weight) = (node.Inputs[0], node.Inputs[1]);
        gradients[0] = Tensor.Of(new Conv2dBackwardData { Forward = this, Shape = x.Shape }, d, weight);
        gradients[1] = Tensor.Of(new Conv2dBackwardWeights { Forward = this, Shape = weight.Shape }, x, d);
        if (gradients.Length > 2) gradients[2] = d.Sum([0, 2, 3]);
        return gradients;
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        Geometry(inputs[0].Shape, inputs[1].Shape).Macs;

    private void Require(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        if (x.Shape.Rank != 4 || w.Shape.Rank != 4)
        {
            throw Misfit(inputs, "input and weight must have four axes.", "Add the missing axes with Reshape.");
        }

        if (w.Shape[1] * Groups != x.Shape[1])
        {
            throw Misfit(inputs, $"input has {x.Shape[1]} channels, weight takes {w.Shape[1] * Groups}.",
                $"Convert the images, or build the layer with {x.Shape[1]} input channels.");
        }

        if (w.Shape[0] % Groups != 0)
        {
            throw Misfit(inputs, $"{w.Shape[0]} output channels cannot be cut into {Groups} groups.",
                "Choose a multiple of the groups.");
        }

        if (inputs.Length > 2 && inputs[2].Shape != [w.Shape[0]])
        {
            throw Misfit(inputs, "the bias does not fit.",
                $"It must be [{w.Shape[0]}], one number per output channel.");
        }

        if (x.DType != w.DType)
        {
            throw Misfit(inputs, $"{x.DType} and {w.DType} do not mix.", "Cast one of them.");
        }
    }

    private ShapeException Misfit(ReadOnlySpan<TensorSpec> inputs, string problem, string fix)
    {
        var operands = new List<(string, TensorSpec, string)>
        {
            ("input", inputs[0], "N, C, H, W"), ("weight", inputs[1], "O, C / groups, kH, kW"),
        };
        if (inputs.Length > 2) operands.Add(("bias", inputs[2], "O"));
        return new(Name, problem, operands, fix);
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) 
    {
        var kernel = node.Inputs[1].Shape;
        return [graph.Add("Conv", x, [.. Window.Onnx(kernel[2], kernel[3]), ("group", Groups)])];
    }
}

/// <summary>The fluent form of <see cref="Ops.Conv2d"/>.</summary>
public static class Conv2dOp
{
    extension(Tensor x)
    {
        /// <summary>Convolution; see <see cref="Ops.Conv2d"/>.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor Conv2d(Tensor weight, Tensor? bias = null, Window2d? window = null, int groups = 1)
        {
            var op = new Conv2d { Window = window ?? new(), Groups = groups };
            return bias is null ? Tensor.Of(op, x, weight) : Tensor.Of(op, x, weight, bias);
        }
    }
}
