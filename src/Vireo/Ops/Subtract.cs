using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = a - b</c>.</summary>
public sealed record Subtract : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => a - b;

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) =>
        (dy, -dy);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Sub", x)];
}
