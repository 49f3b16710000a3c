using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = tanh x</c>.</summary>
public sealed record Tanh : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Tanh(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy * (1.0 - y * y);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Tanh", x)];
}

/// <summary>The fluent form of <see cref="Tanh"/>.</summary>
public static class TanhOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = tanh x</c>. Any shape in, the same shape out.</summary>
        public Tensor Tanh() => Tensor.Of(new Tanh(), x);
    }
}
