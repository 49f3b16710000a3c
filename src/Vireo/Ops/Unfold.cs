using Vireo.Graph;
using Vireo.Kernels;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Every window of an image as a column: <c>[N, C, H, W]</c> to <c>[N, C·KH·KW, L]</c>, one column for each of
/// the L places of the window, row by row. What lies in the padding is zero.</summary>
public sealed record Unfold : Op
{
    /// <summary>Window height.</summary>
    public required int KH { get; init; }

    /// <summary>Window width.</summary>
    public required int KW { get; init; }

    /// <summary>Stride, padding, dilation.</summary>
    public Window2d Window { get; init; } = new();

    /// <inheritdoc/>
    public override string Name => "unfold";

    /// <summary>All extents for an image.</summary>
    public Pool2dGeometry Geometry(Shape x) => new MaxPool2d { KH = KH, KW = KW, Window = Window }.Geometry(x);

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var x = inputs[0];
        if (x.Shape.Rank != 4)
        {
            throw new ShapeException(Name, "images have four axes.", [("x", x, "N, C, H, W")], "Add the missing axes.");
        }

        return [new(Columns(x), x.DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (image, columns) = (x[0].Data, y[0].Data);
        Visit(Geometry(x[0].Shape), (pixel, entry) => columns[entry] = image[pixel]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(new Fold { Forward = this, Shape = node.Inputs[0].Shape }, d) : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var s = node.Inputs[0].Shape;
        var (height, width) = (s[2] + Window.PadTop + Window.PadBottom, s[3] + Window.PadLeft + Window.PadRight);
        var padded = graph.Add("Pad",
            [x[0], graph.Integers(0, 0, Window.PadTop, Window.PadLeft, 0, 0, Window.PadBottom, Window.PadRight)]);
        var flat = graph.Add("Reshape", [padded, graph.Integers(s[0], s[1], height * width)]);
        var g = Geometry(s);
        var places = new double[KH * KW * g.OH * g.OW];
        for (var i = 0; i < places.Length; i++)
        {
            var (k, o) = Math.DivRem(i, g.OH * g.OW);
            places[i] = (o / g.OW * g.StrideH + k / KW * g.DilationH) * width
                + o % g.OW * g.StrideW + k % KW * g.DilationW;
        }

        var taken = graph.Add("Gather",
            [flat, graph.Constant(new([places.Length], DType.I64), places)], ("axis", 2L));
        return [graph.Add("Reshape", [taken, graph.Integers(s[0], s[1] * KH * KW, g.OH * g.OW)])];
    }

    /// <summary>The shape of the columns.</summary>
    /// <exception cref="ShapeException">The window is larger than the padded image.</exception>
    internal Shape Columns(TensorSpec x)
    {
        var g = Geometry(x.Shape);
        return g.OH > 0 && g.OW > 0
            ? [g.N, g.C * KH * KW, g.OH * g.OW]
            : throw new ShapeException(Name, $"a {KH} x {KW} window is larger than the padded image.",
                [("x", x, "N, C, H, W")], "Use larger images, more padding or a smaller window.");
    }

    /// <summary>Calls <paramref name="visit"/> with the place of a pixel and that of an entry of the columns, for all
    /// entries that are not padding.</summary>
    internal static void Visit(Pool2dGeometry g, Action<int, int> visit)
    {
        var (window, places, plane) = (g.KH * g.KW, g.OH * g.OW, g.H * g.W);
        for (var i = 0; i < g.N * g.C * window * places; i++)
        {
            var (k, o) = (i / places % window, i % places);
            var h = o / g.OW * g.StrideH - g.PadTop + k / g.KW * g.DilationH;
            var w = o % g.OW * g.StrideW - g.PadLeft + k % g.KW * g.DilationW;
            if (h >= 0 && h < g.H && w >= 0 && w < g.W) visit(i / (places * window) * plane + h * g.W + w, i);
        }
    }
}

/// <summary>The fluent form of <see cref="Ops.Unfold"/>.</summary>
public static class UnfoldOp
{
    extension(Tensor x)
    {
        /// <summary>Every window of an image as a column; see <see cref="Ops.Unfold"/>.</summary>
        /// <exception cref="ShapeException">The tensor is no images, or they are smaller than the window.</exception>
        public Tensor Unfold(int kernelH, int kernelW, Window2d window) =>
            Tensor.Of(new Unfold { KH = kernelH, KW = kernelW, Window = window }, x);
    }
}
