using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Where the greatest elements of <see cref="RoiPool"/> lie: <c>h · W + w</c> in the plane (I32), the first of
/// equal ones, -1 for a cell without pixels. Inputs and extents as there.</summary>
/// <remarks>Serves its gradient; it has none itself, and no ONNX form.</remarks>
public sealed record RoiPoolPlaces : Op
{
    /// <summary>The pooling.</summary>
    public required RoiPool Pooling { get; init; }

    /// <inheritdoc/>
    public override string Name => "roi_pool places";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index == 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        [new(Pooling.Infer(inputs)[0].Shape, DType.I32)];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var output = y[0].Data;
        Pooling.Visit(x[0], x[1].Data, (o, _, place) => output[o] = place);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null, null];
}
