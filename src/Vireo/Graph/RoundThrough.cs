using Vireo.Ops;
using Vireo.Ops.Onnx;
using Vireo.Quantisation;

namespace Vireo.Graph;

/// <summary>A number as the byte that stores it would give it back: quantised and dequantised. In ONNX these are two
/// nodes, which runtimes draw into what stands beside them.</summary>
internal sealed record RoundThrough : ElementwiseOp
{
    /// <summary>The byte.</summary>
    public required ByteScale Byte { get; init; }

    public override double Apply(double a, double b, double c) =>
        Quantise.Round((float)a / Byte.Scale, Byte.DType) * Byte.Scale;

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0]];

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();

    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var (scale, zero) = (graph.Scalar(Byte.Scale), graph.Scalar(0, Byte.DType));
        return [graph.Add("DequantizeLinear", [graph.Add("QuantizeLinear", [x[0], scale, zero]), scale, zero])];
    }
}
