using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = |x|</c>; the gradient at zero is zero.</summary>
public sealed record Abs : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Abs(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy * x.Sign();

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Abs", x)];
}

/// <summary>The fluent form of <see cref="Abs"/>.</summary>
public static class AbsOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = |x|</c>; the gradient at zero is zero. Any shape in, the same shape out.</summary>
        public Tensor Abs() => Tensor.Of(new Abs(), x);
    }
}
