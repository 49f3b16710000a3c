using Vireo.Ops;
using Vireo.Ops.Onnx;

namespace Vireo.Graph;

/// <summary>Single precision from whole numbers with a scale per output channel. Inputs: numbers <c>[O, …]</c>, scales
/// <c>[O]</c>.</summary>
internal sealed record DequantiseChannels : Op
{
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(inputs[0].Shape, DType.F32)];

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var channel = x[0].Data.Length / x[1].Data.Length;
        for (var i = 0; i < x[0].Data.Length; i++) y[0].Data[i] = x[0].Data[i] * x[1].Data[i / channel];
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();

    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var (type, channels) = (node.Inputs[0].DType, node.Inputs[1].Shape);
        // 32-bit numbers, the biases, have no other zero than zero.
        string[] inputs = type == DType.I8
            ? [x[0], x[1], graph.Constant(new(channels, type), new double[channels.Count])]
            : x;
        return [graph.Add("DequantizeLinear", inputs, ("axis", 0))];
    }
}
