using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = min(a, b)</c>; where both are equal each takes half of the gradient.</summary>
public sealed record Minimum : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => Math.Min(a, b);

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) =>
        (dy * Shares.Of(b, a), dy * Shares.Of(a, b));

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add(node.Inputs[0].DType == DType.Bool ? "And" : "Min", x)];
}

/// <summary>The fluent form of <see cref="Minimum"/>.</summary>
public static class MinimumOp
{
    extension(Tensor a)
    {
        /// <summary><c>y = min(a, b)</c>; where both are equal each takes half of the gradient. With
        /// broadcasting.</summary>
        public Tensor Min(Tensor b) => Tensor.Of(new Minimum(), a, b);
    }
}
