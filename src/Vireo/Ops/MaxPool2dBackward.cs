using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="MaxPool2d"/>: every dy goes to the place its maximum came from. Inputs: dy,
/// places.</summary>
public sealed record MaxPool2dBackward : Op
{
    /// <summary>The pooling.</summary>
    public required MaxPool2d Forward { get; init; }

    /// <summary>Shape of its input.</summary>
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
            y[0].Data[o / windows * plane + (int)x[1].Data[o]] += x[0].Data[o];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null];
        var places = node.Inputs[1];
        var (n, c) = (Shape[0], Shape[1]);
        var windows = places.Reshape([n, c, places.Shape[2] * places.Shape[3]]);
        var picked = d.Reshape([n, c, Shape[2] * Shape[3]]).Gather(2, windows);
        return [picked.Reshape(places.Shape), null];
    }
}
