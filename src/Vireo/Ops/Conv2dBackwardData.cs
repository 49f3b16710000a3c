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
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var (dy, weight) = (node.Inputs[0].Shape, node.Inputs[1].Shape);
        return [OnnxNode(graph, x, Forward, (dy[2], dy[3]), (weight[2], weight[3]), (Shape[2], Shape[3]))];
    }

    /// <summary>The ONNX node of a transposed convolution with the given sizes.</summary>
    internal static string OnnxNode(
        OnnxGraph graph, string[] x, Conv2d forward, (int H, int W) input, (int H, int W) kernel, (int H, int W) output)
    {
        var v = forward.Window;
        // Several sizes of the output are possible; which one is said by what is added to the smallest.
        long extraH = output.H - (input.H - 1) * v.StrideH + v.PadTop + v.PadBottom - v.DilationH * (kernel.H - 1) - 1;
        long extraW = output.W - (input.W - 1) * v.StrideW + v.PadLeft + v.PadRight - v.DilationW * (kernel.W - 1) - 1;
        long[] size = [kernel.H, kernel.W], strides = [v.StrideH, v.StrideW], dilations = [v.DilationH, v.DilationW];
        long[] pads = [v.PadTop, v.PadLeft, v.PadBottom, v.PadRight], extra = [extraH, extraW];
        return graph.Add(
            "ConvTranspose", x, ("kernel_shape", size), ("strides", strides), ("dilations", dilations),
            ("group", (long)forward.Groups), ("pads", pads), ("output_padding", extra));
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        Forward.Geometry(Shape, inputs[1].Shape).Macs;
}
