using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="MaxPool2d"/> and <see cref="AdaptiveMaxPool2d"/>: every dy goes to the place its
/// maximum came from. Inputs: dy, places.</summary>
public sealed record MaxPool2dBackward : Op
{
    /// <summary>Shape of the input of the pooling.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "max_pool2d backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(Shape, inputs[0].DType)];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        int windows = x[0].Shape[2] * x[0].Shape[3], plane = Shape[2] * Shape[3];
        for (var o = 0; o < x[0].Data.Length; o++)
        {
            if (x[1].Data[o] < 0) continue;
            y[0].Data[o / windows * plane + (int)x[1].Data[o]] += x[0].Data[o];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Pick(d, node.Inputs[1]) : null, null];

    /// <summary>The numbers at the places of a plane, zero for an empty window: the adjoint.</summary>
    internal static Tensor Pick(Tensor planes, Tensor places)
    {
        var (s, p) = (planes.Shape, places.Shape);
        var inside = places.Max(Tensor.Scalar(0, places.DType)).Reshape([p[0], p[1], p[2] * p[3]]);
        var picked = planes.Reshape([s[0], s[1], s[2] * s[3]]).Gather(2, inside).Reshape(p);
        return (places < 0).Where(Tensor.Scalar(0, planes.DType), picked);
    }
}
