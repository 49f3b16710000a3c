using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="AveragePool2d"/>: every dy is shared evenly by its window. Input: dy.</summary>
public sealed record AveragePool2dBackward : Op
{
    /// <summary>The pooling.</summary>
    public required AveragePool2d Forward { get; init; }

    /// <summary>Shape of its input.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "avg_pool2d backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(Shape, inputs[0].DType)];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (dy, dx, g) = (x[0].Data, y[0].Data, Forward.Geometry(Shape));
        PoolLoop.Run(g, (o, i, _) => dx[i] += dy[o] / Forward.Divisor(g, o));
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(Forward, d) : null];
}
