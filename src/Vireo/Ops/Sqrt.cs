using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = √x</c>.</summary>
public sealed record Sqrt : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Sqrt(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy * 0.5 / y;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Sqrt", x)];
}

/// <summary>The fluent form of <see cref="Sqrt"/>.</summary>
public static class SqrtOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = √x</c>. Any shape in, the same shape out.</summary>
        public Tensor Sqrt() => Tensor.Of(new Sqrt(), x);
    }
}
