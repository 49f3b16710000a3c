using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = -x</c>.</summary>
public sealed record Negate : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => -x;

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => -dy;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Neg", x)];
}

/// <summary>The fluent form of <see cref="Negate"/>.</summary>
public static class NegateOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = -x</c>. Any shape in, the same shape out.</summary>
        public Tensor Negate() => Tensor.Of(new Negate(), x);
    }
}
