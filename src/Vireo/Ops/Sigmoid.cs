using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = 1 / (1 + e⁻ˣ)</c>.</summary>
public sealed record Sigmoid : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy * y * (1.0 - y);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Sigmoid", x)];
}

/// <summary>The fluent form of <see cref="Sigmoid"/>.</summary>
public static class SigmoidOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = 1 / (1 + e⁻ˣ)</c>. Any shape in, the same shape out.</summary>
        public Tensor Sigmoid() => Tensor.Of(new Sigmoid(), x);
    }
}
