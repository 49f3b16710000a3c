using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="AdaptiveAveragePool2d"/>. Input: dy.</summary>
public sealed record AdaptiveAveragePool2dBackward : Op
{
    /// <summary>The pooling.</summary>
    public required AdaptiveAveragePool2d Forward { get; init; }

    /// <summary>Shape of its input.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "adaptive_avg_pool2d backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(Shape, inputs[0].DType)];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (dy, dx) = (x[0].Data, y[0].Data);
        Forward.Visit(Shape, (o, i, share) => dx[i] += dy[o] * share);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(Forward, d) : null];
}
