using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Means over a grid of OH x OW windows that cover the image: window i spans
/// <c>⌊i·H/OH⌋ … ⌈(i+1)·H/OH⌉ - 1</c>. Input <c>[N, C, H, W]</c>, output <c>[N, C, OH, OW]</c>.</summary>
public sealed record AdaptiveAveragePool2d : Op
{
    /// <summary>Output height.</summary>
    public int OH { get; init; } = 1;

    /// <summary>Output width.</summary>
    public int OW { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "adaptive_avg_pool2d";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var x = inputs[0];
        if (x.Shape.Rank != 4 || x.Shape[2] == 0 || x.Shape[3] == 0)
        {
            throw new ShapeException(Name, "images have four axes and at least one pixel.",
                [("x", x, "N, C, H, W")], "Pass images.");
        }

        return [new([x.Shape[0], x.Shape[1], OH, OW], x.DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, output) = (x[0].Data, y[0].Data);
        Visit(x[0].Shape, (o, i, share) => output[o] += data[i] * share);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new AdaptiveAveragePool2dBackward { Forward = this, Shape = node.Inputs[0].Shape }, d)
            : null];

    /// <summary>The first element of a window along an axis, and the one behind its last.</summary>
    internal static (int Start, int End) Window(int output, int inputs, int outputs) => (
        (int)((long)output * inputs / outputs), (int)(((output + 1L) * inputs + outputs - 1) / outputs));

    /// <summary>Every pair of output and input places with the weight of the input in the output.</summary>
    internal void Visit(Shape x, Action<int, int, double> visit)
    {
        int h = x[2], w = x[3];
        for (var o = 0; o < x[0] * x[1] * OH * OW; o++)
        {
            int oy = o / OW % OH, ox = o % OW, plane = o / (OW * OH) * h * w;
            var ((top, bottom), (left, right)) = (Window(oy, h, OH), Window(ox, w, OW));
            var share = 1.0 / ((bottom - top) * (right - left));
            for (var iy = top; iy < bottom; iy++)
            {
                for (var ix = left; ix < right; ix++) visit(o, plane + iy * w + ix, share);
            }
        }
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var shape = node.Inputs[0].Shape;
        if ((OH, OW) == (1, 1)) return [graph.Add("GlobalAveragePool", x)];
        if (shape[2] % OH == 0 && shape[3] % OW == 0)
        {
            long[] window = [shape[2] / OH, shape[3] / OW];
            return [graph.Add("AveragePool", x, ("kernel_shape", window), ("strides", window))];
        }

        // Windows of unequal sizes: a product with the shares of rows from the left, of columns from the right.
        var type = node.Inputs[0].DType;
        var rows = graph.Constant(new([OH, shape[2]], type), Shares(shape[2], OH, transposed: false));
        var columns = graph.Constant(new([shape[3], OW], type), Shares(shape[3], OW, transposed: true));
        return [graph.Add("MatMul", [graph.Add("MatMul", [rows, x[0]]), columns])];
    }

    private static double[] Shares(int size, int windows, bool transposed)
    {
        var shares = new double[size * windows];
        for (var o = 0; o < windows; o++)
        {
            int start = o * size / windows, end = ((o + 1) * size + windows - 1) / windows;
            for (var i = start; i < end; i++)
            {
                shares[transposed ? i * windows + o : o * size + i] = 1.0 / (end - start);
            }
        }

        return shares;
    }
}

/// <summary>The fluent forms of <see cref="Ops.AdaptiveAveragePool2d"/>.</summary>
public static class AdaptiveAveragePool2dOp
{
    extension(Tensor x)
    {
        /// <summary>Means over a grid of windows that cover the image.</summary>
        public Tensor AdaptiveAveragePool2d(int height = 1, int width = 1) =>
            Tensor.Of(new AdaptiveAveragePool2d { OH = height, OW = width }, x);
    }
}
