using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of a convolution's weight. Inputs: x <c>[N, C, H, W]</c>, dy <c>[N, O, oH, oW]</c>; output dw of
/// shape <see cref="Shape"/>.</summary>
public sealed record Conv2dBackwardWeights : Op
{
    /// <summary>The convolution.</summary>
    public required Conv2d Forward { get; init; }

    /// <summary>Shape of its weight.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "conv2d backward weights";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageOutput(int index) => false;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(Shape, inputs[0].DType)];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (input, dy, dw) = (x[0].Data, x[1].Data, y[0].Data);
        ConvLoop.Run(Forward.Geometry(x[0].Shape, Shape), (i, w, o) => dw[w] += input[i] * dy[o]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => dy[0] is { } d
        ?
        [
            Tensor.Of(new Conv2dBackwardData { Forward = Forward, Shape = node.Inputs[0].Shape }, node.Inputs[1], d),
            Tensor.Of(Forward, node.Inputs[0], d),
        ]
        : [null, null];

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        Forward.Geometry(inputs[0].Shape, Shape).Macs;
}
