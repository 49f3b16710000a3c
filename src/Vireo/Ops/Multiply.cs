using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = a · b</c>; of truth values: and.</summary>
public sealed record Multiply : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => a * b;

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) =>
        (dy * b, dy * a);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add(node.Inputs[0].DType == DType.Bool ? "And" : "Mul", x)];
}
