using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The greatest element in every cell of a grid laid over each region, all borders rounded to whole pixels;
/// zero for a cell without pixels. Inputs: x <c>[N, C, H, W]</c> and regions <c>[K, 5]</c> of <c>n, x1, y1, x2, y2</c>,
/// whose last row and column belong to them; output <c>[K, C, Height, Width]</c>.</summary>
/// <remarks>Girshick 2015, "Fast R-CNN", arXiv:1504.08083. The gradient flows to x only, and may be differentiated
/// again. The ONNX form is <c>MaxRoiPool</c>.</remarks>
public sealed record RoiPool : Op
{
    /// <summary>Rows of cells.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of cells.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels of x for one unit of a region.</summary>
    public double Scale { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => "roi_pool";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index == 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        Regions.Require(Name, "x", inputs[0], inputs[1]);
        return [new([inputs[1].Shape[0], inputs[0].Shape[1], Height, Width], inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (images, output) = (x[0], y[0].Data);
        Visit(images, x[1].Data, (o, best, place) => output[o] = place < 0 ? 0 : best);
    }

    /// <summary>Calls <paramref name="visit"/> with every place in the result, the greatest element there, and its
    /// place in the plane, the first of equal ones; -1 for none.</summary>
    internal void Visit(ReferenceArray images, double[] regions, Action<int, double, int> visit)
    {
        var (n, c, h, w) = (images.Shape[0], images.Shape[1], images.Shape[2], images.Shape[3]);
        for (var o = 0; o < regions.Length / 5 * c * Height * Width; o++)
        {
            var (k, plane, row, column) =
                (o / (Width * Height * c), o / (Width * Height) % c, o / Width % Height, o % Width);
            var region = regions.AsSpan(k * 5, 5);
            var start = (Regions.Image(region[0], n) * c + plane) * h * w;
            var (top, bottom) = Rows(region, row, h);
            var (left, right) = Columns(region, column, w);
            var (best, place) = (double.NegativeInfinity, -1);
            for (var i = top; i < bottom; i++)
            {
                for (var j = left; j < right; j++)
                {
                    var value = images.Data[start + i * w + j];
                    if (place < 0 || value > best) (best, place) = (value, i * w + j);
                }
            }

            visit(o, best, place);
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null];
        var (x, regions) = (node.Inputs[0], node.Inputs[1]);
        var places = Tensor.Of(new RoiPoolPlaces { Pooling = this }, x, regions);
        return [Tensor.Of(new RoiPoolBackward { Forward = this, Shape = x.Shape }, d, places, regions), null];
    }

    /// <inheritdoc/>
    public override string[]? Onnx(OnnxGraph graph, Node node, string[] x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        // From set 22 on it is another version, which ONNX Runtime does not know.
        if (graph.Opset > 21) return null;
        long[] shape = [Height, Width];
        return [graph.Add("MaxRoiPool", x, ("pooled_shape", shape), ("spatial_scale", Scale))];
    }

    /// <summary>The rows of pixels in a row of cells: from the first up to, not including, the last.</summary>
    internal (int First, int End) Rows(ReadOnlySpan<double> region, int row, int h) =>
        Cell(region[2], region[4], row, Height, h);

    /// <summary>The columns of pixels in a column of cells.</summary>
    internal (int First, int End) Columns(ReadOnlySpan<double> region, int column, int w) =>
        Cell(region[1], region[3], column, Width, w);

    private (int First, int End) Cell(double from, double to, int cell, int cells, int extent)
    {
        var start = Math.Round(from * Scale, MidpointRounding.AwayFromZero);
        var end = Math.Round(to * Scale, MidpointRounding.AwayFromZero);
        var size = Math.Max(end - start + 1, 1) / cells;
        return ((int)Math.Clamp(Math.Floor(cell * size) + start, 0, extent),
            (int)Math.Clamp(Math.Ceiling((cell + 1) * size) + start, 0, extent));
    }
}

/// <summary>The fluent form of <see cref="Ops.RoiPool"/>.</summary>
public static class RoiPoolOp
{
    extension(Tensor x)
    {
        /// <summary>The greatest elements of regions <c>[K, 5]</c>; see <see cref="Ops.RoiPool"/>.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor RoiPool(Tensor regions, int height, int width, double scale = 1) =>
            Tensor.Of(new RoiPool { Height = height, Width = width, Scale = scale }, x, regions);
    }
}
