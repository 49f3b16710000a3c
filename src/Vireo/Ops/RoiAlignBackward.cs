using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="RoiAlign"/>: every pixel gets back its share of the cells it was sampled for.
/// Inputs: dy, regions.</summary>
public sealed record RoiAlignBackward : Op
{
    /// <summary>The sampling.</summary>
    public required RoiAlign Forward { get; init; }

    /// <summary>Shape of its input.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "roi_align backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index == 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        Regions.Require(Name, "dy", inputs[0], inputs[1]);
        return [new(Shape, inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (dy, dx) = (x[0].Data, y[0].Data);
        Forward.Visit(Shape, x[1].Data, (o, i, w) => dx[i] += w * dy[o]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(Forward, d, node.Inputs[1]) : null, null];
}
