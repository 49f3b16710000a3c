using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The mean of bilinear samples in every cell of a grid laid over each region. Inputs: x <c>[N, C, H, W]</c>
/// and regions <c>[K, 5]</c> of <c>n, x1, y1, x2, y2</c>; output <c>[K, C, Height, Width]</c>. Samples more than one
/// pixel outside the image are zero. The gradient flows to x only, and may be differentiated again.</summary>
/// <remarks>He et al. 2017, "Mask R-CNN", arXiv:1703.06870. The ONNX form is <c>RoiAlign</c>; with
/// <see cref="Aligned"/> it needs operator set 16.</remarks>
public sealed record RoiAlign : Op
{
    /// <summary>Rows of cells.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of cells.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels of x for one unit of a region.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Samples along each side of a cell; zero or less: one for each pixel that it covers, rounded
    /// up.</summary>
    public int Samples { get; init; } = -1;

    /// <summary>Whether regions are moved by half a pixel, so that the middle of pixel zero lies at 0.5; if not,
    /// regions are at least one pixel wide and high.</summary>
    public bool Aligned { get; init; } = true;

    /// <inheritdoc/>
    public override string Name => "roi_align";

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
        var (input, output) = (x[0].Data, y[0].Data);
        Visit(x[0].Shape, x[1].Data, (o, i, w) => output[o] += w * input[i]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new RoiAlignBackward { Forward = this, Shape = node.Inputs[0].Shape }, d, node.Inputs[1])
            : null, null];

    /// <inheritdoc/>
    public override string[]? Onnx(OnnxGraph graph, Node node, string[] x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(x);
        // From set 22 on it is another version, which ONNX Runtime does not know.
        if ((Aligned && graph.Opset < 16) || graph.Opset > 21) return null;
        var corners = graph.Add("Slice", [x[1], graph.Integers(1), graph.Integers(5), graph.Integers(1)]);
        var images = graph.Cast(graph.Add("Gather", [x[1], graph.Scalar(0, DType.I64)], ("axis", 1)), DType.I64);
        var attributes = new List<OnnxAttribute>
        {
            ("output_height", (long)Height), ("output_width", (long)Width), ("spatial_scale", Scale),
            ("sampling_ratio", (long)Math.Max(0, Samples)), ("mode", "avg"),
        };
        if (graph.Opset >= 16)
        {
            attributes.Add(("coordinate_transformation_mode", Aligned ? "half_pixel" : "output_half_pixel"));
        }

        return [graph.Add("RoiAlign", [x[0], corners, images], [.. attributes])];
    }

    /// <summary>Where the grid of a region lies.</summary>
    /// <param name="region">Its five numbers.</param>
    /// <param name="images">Number of images.</param>
    internal RoiGrid Grid(ReadOnlySpan<double> region, int images)
    {
        var shift = Aligned ? 0.5 : 0;
        var (left, top) = (region[1] * Scale - shift, region[2] * Scale - shift);
        var (width, height) = (region[3] * Scale - shift - left, region[4] * Scale - shift - top);
        if (!Aligned) (width, height) = (Math.Max(width, 1), Math.Max(height, 1));
        return new()
        {
            Image = Regions.Image(region[0], images), Left = left, Top = top, CellW = width / Width,
            CellH = height / Height, SamplesX = Samples > 0 ? Samples : Covered(width / Width),
            SamplesY = Samples > 0 ? Samples : Covered(height / Height),
        };
    }

    /// <summary>Calls <paramref name="visit"/> with the place in the result, that in the images, and the weight of
    /// every pixel that takes part; places are row-major.</summary>
    internal void Visit(Shape images, double[] regions, Action<int, int, double> visit)
    {
        var (n, c, h, w) = (images[0], images[1], images[2], images[3]);
        for (var cell = 0; cell < regions.Length / 5 * Height * Width; cell++)
        {
            var (k, row, column) = (cell / (Height * Width), cell / Width % Height, cell % Width);
            var grid = Grid(regions.AsSpan(k * 5, 5), n);
            for (var s = 0; s < grid.SamplesX * grid.SamplesY; s++)
            {
                var (y, x) = (grid.Y(row, s / grid.SamplesX), grid.X(column, s % grid.SamplesX));
                if (y < -1 || y > h || x < -1 || x > w) continue;
                foreach (var (py, wy) in Neighbours(y, h))
                {
                    foreach (var (px, wx) in Neighbours(x, w))
                    {
                        for (var plane = 0; plane < c; plane++)
                        {
                            visit(((k * c + plane) * Height + row) * Width + column,
                                ((grid.Image * c + plane) * h + py) * w + px, wy * wx * grid.Share);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Pixels that a length covers; none when it is negative, as of a region turned inside out.</summary>
    private static int Covered(double length) => Math.Max(0, (int)Math.Ceiling(length));

    private static (int Place, double Weight)[] Neighbours(double at, int extent)
    {
        at = Math.Clamp(at, 0, extent - 1);
        var first = (int)at;
        return [(first, 1 - (at - first)), (Math.Min(first + 1, extent - 1), at - first)];
    }
}

/// <summary>The fluent form of <see cref="Ops.RoiAlign"/>.</summary>
public static class RoiAlignOp
{
    extension(Tensor x)
    {
        /// <summary>Bilinear samples of regions <c>[K, 5]</c>; see <see cref="Ops.RoiAlign"/>.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor RoiAlign(
            Tensor regions, int height, int width, double scale = 1, int samples = -1, bool aligned = true) =>
            Tensor.Of(
                new RoiAlign { Height = height, Width = width, Scale = scale, Samples = samples, Aligned = aligned },
                x, regions);
    }
}
