using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = cos x</c>.</summary>
public sealed record Cos : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Cos(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => -(dy * x.Sin());

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Cos", x)];
}

/// <summary>The fluent form of <see cref="Cos"/>.</summary>
public static class CosOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = cos x</c>. Any shape in, the same shape out.</summary>
        public Tensor Cos() => Tensor.Of(new Cos(), x);
    }
}
