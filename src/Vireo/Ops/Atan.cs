using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = arctan x</c>, in radians.</summary>
public sealed record Atan : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Atan(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy / (x * x + 1);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Atan", x)];
}

/// <summary>The fluent form of <see cref="Atan"/>.</summary>
public static class AtanOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = arctan x</c>, in radians. Any shape in, the same shape out.</summary>
        public Tensor Atan() => Tensor.Of(new Atan(), x);
    }
}
