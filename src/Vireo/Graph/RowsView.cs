using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>Rows <c>[…, K]</c> as an image <c>[1, K, M, 1]</c>, a pixel a row, or back: channels last the same
/// memory.</summary>
internal sealed record RowsView : Op
{
    /// <summary>The shape of the other side.</summary>
    public required Shape Shape { get; init; }

    public override LayoutRule Layouts => LayoutRule.Images;

    /// <summary>The image of rows.</summary>
    public static Shape ImageOf(Shape rows) => [1, rows[-1], (int)(rows.Count / rows[-1]), 1];

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(Shape, inputs[0].DType)];

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var image = x[0].Shape.Rank == 4 ? x[0].Shape : y[0].Shape;
        var (channels, pixels) = (image[1], image[2]);
        for (var i = 0; i < channels * pixels; i++)
        {
            var row = i % pixels * channels + i / pixels;
            if (Shape.Rank == 4) y[0].Data[i] = x[0].Data[row];
            else y[0].Data[row] = x[0].Data[i];
        }
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
