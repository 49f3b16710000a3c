using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Reads an image at given places. Inputs: x <c>[N, C, H, W]</c>, grid <c>[N, OH, OW, 2]</c> with places
/// (x, y) between -1 and 1; output <c>[N, C, OH, OW]</c>.</summary>
/// <remarks>Jaderberg et al. 2015, "Spatial transformer networks", arXiv:1506.02025. The nearest pixel has no gradient
/// with respect to the grid.</remarks>
public sealed record GridSample : Op
{
    /// <summary>How pixels are mixed; cubic with a coefficient of -0.75.</summary>
    public ResizeMode Mode { get; init; } = ResizeMode.Linear;

    /// <summary>What lies outside the image.</summary>
    public GridPadding Padding { get; init; }

    /// <summary>Whether -1 and 1 are the centres of the outer pixels instead of their outer edges.</summary>
    public bool AlignCorners { get; init; }

    /// <inheritdoc/>
    public override string Name => "grid_sample";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index == 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, grid) = (inputs[0], inputs[1]);
        var fits = x.Shape.Rank == 4 && grid.Shape.Rank == 4 && grid.Shape[3] == 2 && grid.Shape[0] == x.Shape[0]
            && grid.DType == x.DType && x.Shape[2] > 0 && x.Shape[3] > 0;
        return fits
            ? [new([x.Shape[0], x.Shape[1], grid.Shape[1], grid.Shape[2]], x.DType)]
            : throw new ShapeException(Name, "the grid does not fit the images.",
                [("x", x, "N, C, H, W"), ("grid", grid, "N, OH, OW, 2 (x, y)")],
                "It needs one pair for each pixel of the result, for as many images and of their type.");
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (image, grid, output, s, o) = (x[0].Data, x[1].Data, y[0].Data, x[0].Shape, y[0].Shape);
        Span<GridTap> columns = stackalloc GridTap[4], rows = stackalloc GridTap[4];
        for (var i = 0; i < o[0] * o[2] * o[3]; i++)
        {
            var (n, p) = Math.DivRem(i, o[2] * o[3]);
            var across = columns[..GridTap.Of(this, grid[2 * i], s[3], columns)];
            var down = rows[..GridTap.Of(this, grid[2 * i + 1], s[2], rows)];
            foreach (var row in down)
            {
                foreach (var column in across)
                {
                    for (var c = 0; c < s[1]; c++)
                    {
                        output[(n * s[1] + c) * o[2] * o[3] + p] += row.Weight * column.Weight
                            * image[((n * s[1] + c) * s[2] + row.Place) * s[3] + column.Place];
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null];
        var back = Tensor.Apply(new GridSampleBackward { Forward = this }, d, node.Inputs[0], node.Inputs[1]).Outputs;
        return [back[0], Mode == ResizeMode.Nearest ? null : back[1]];
    }

    /// <inheritdoc/>
    public override string[]? Onnx(OnnxGraph graph, Node node, string[] x)
    {
        if (graph.Opset < 16) return null;
        var isNew = graph.Opset >= 20;
        var mode = Mode switch
        {
            ResizeMode.Nearest => "nearest",
            ResizeMode.Linear => isNew ? "linear" : "bilinear",
            _ => isNew ? "cubic" : "bicubic",
        };
        var padding = Padding switch
        {
            GridPadding.Zeros => "zeros", GridPadding.Border => "border", _ => "reflection",
        };
        return
        [
            graph.Add(
                "GridSample", x, ("mode", mode), ("padding_mode", padding), ("align_corners", AlignCorners ? 1L : 0L)),
        ];
    }
}

/// <summary>The fluent form of <see cref="Ops.GridSample"/>.</summary>
public static class GridSampleOp
{
    extension(Tensor x)
    {
        /// <summary>Reads an image at given places; see <see cref="Ops.GridSample"/>.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor GridSample(
            Tensor grid, ResizeMode mode = ResizeMode.Linear, GridPadding padding = GridPadding.Zeros,
            bool alignCorners = false) =>
            Tensor.Of(new GridSample { Mode = mode, Padding = padding, AlignCorners = alignCorners }, x, grid);
    }
}
