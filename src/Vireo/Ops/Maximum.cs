using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = max(a, b)</c>; where both are equal each takes half of the gradient.</summary>
public sealed record Maximum : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => Math.Max(a, b);

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) =>
        (dy * Shares.Of(a, b), dy * Shares.Of(b, a));

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add(node.Inputs[0].DType == DType.Bool ? "Or" : "Max", x)];
}

/// <summary>The fluent form of <see cref="Maximum"/>.</summary>
public static class MaximumOp
{
    extension(Tensor a)
    {
        /// <summary><c>y = max(a, b)</c>; where both are equal each takes half of the gradient. With
        /// broadcasting.</summary>
        public Tensor Max(Tensor b) => Tensor.Of(new Maximum(), a, b);
    }
}
