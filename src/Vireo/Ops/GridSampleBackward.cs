using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="GridSample"/>: every dy is shared by the pixels that were read, and moves the place
/// towards where the image grows. Inputs: dy, x, grid; outputs: dx, dgrid.</summary>
public sealed record GridSampleBackward : Op
{
    /// <summary>The sampling.</summary>
    public required GridSample Forward { get; init; }

    /// <inheritdoc/>
    public override string Name => "grid_sample backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index < 2;

    /// <inheritdoc/>
    public override bool IsImageOutput(int index) => index == 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[1], inputs[2]];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (dy, image, grid, s, o) = (x[0].Data, x[1].Data, x[2].Data, x[1].Shape, x[0].Shape);
        var (dx, dgrid) = (y[0].Data, y[1].Data);
        Span<GridTap> columns = stackalloc GridTap[4], rows = stackalloc GridTap[4];
        for (var i = 0; i < o[0] * o[2] * o[3]; i++)
        {
            var (n, p) = Math.DivRem(i, o[2] * o[3]);
            var across = columns[..GridTap.Of(Forward, grid[2 * i], s[3], columns)];
            var down = rows[..GridTap.Of(Forward, grid[2 * i + 1], s[2], rows)];
            for (var c = 0; c < s[1]; c++)
            {
                var d = dy[(n * s[1] + c) * o[2] * o[3] + p];
                foreach (var row in down)
                {
                    foreach (var column in across)
                    {
                        var pixel = ((n * s[1] + c) * s[2] + row.Place) * s[3] + column.Place;
                        dx[pixel] += row.Weight * column.Weight * d;
                        dgrid[2 * i] += row.Weight * column.Slope * image[pixel] * d;
                        dgrid[2 * i + 1] += row.Slope * column.Weight * image[pixel] * d;
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        Gradients.Partial(GridSampleParts.Backward(Forward, node.Inputs), dy, node.Inputs);
}
