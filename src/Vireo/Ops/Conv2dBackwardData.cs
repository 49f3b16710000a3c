using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Gradient of a convolution's input. Inputs: dy <c>[N, O, oH, oW]</c>, weight; output dx of shape
/// <see cref="Shape"/>. Also known as transposed convolution.</summary>
public sealed record Conv2dBackwardData : Op
{
    /// <summary>The convolution.</summary>
    public required Conv2d Forward { get; init; }

    /// <summary>Shape of its input.</summary>
    public required Shape Shape { get; init; }

    /// <inheritdoc/>
    public override string Name => "conv2d backward data";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override bool IsImageInput(int index) => index == 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(Shape, inputs[0].DType)];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (dy, weight, dx) = (x[0].Data, x[1].Data, y[0].Data);
        ConvLoop.Run(Forward.Geometry(Shape, x[1].Shape), (i, w, o) => dx[i] += dy[o] * weight[w]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => dy[0] is { } d
        ?
        [
            Tensor.Of(Forward, d, node.Inputs[1]),
            Tensor.Of(new Conv2dBackwardWeights { Forward = Forward, Shape = node.Inputs[1].Shape }, d, node.Inputs[0]),
        ]
        : [null, null];

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        Forward.Geometry(Shape, inputs[1].Shape).Macs;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var g = Forward.Geometry(Shape, node.Inputs[1].Shape);
        long[] rest =
        [
            (g.H + g.PadTop + g.PadBottom - g.DilationH * (g.KH - 1) - 1) % g.StrideH,
            (g.W + g.PadLeft + g.PadRight - g.DilationW * (g.KW - 1) - 1) % g.StrideW,
        ];
        return
        [
            graph.Add("ConvTranspose", x,
                [.. Forward.Window.Onnx(g.KH, g.KW), ("output_padding", rest), ("group", Forward.Groups)]),
        ];
    }
}
