using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = -1, 0 or 1</c>, as x is negative, zero or positive; no gradient flows.</summary>
public sealed record Sign : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Sign(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Sign", x)];
}

/// <summary>The fluent form of <see cref="Sign"/>.</summary>
public static class SignOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = -1, 0 or 1</c>, as x is negative, zero or positive; no gradient flows. Any shape in, the
        /// same shape out.</summary>
        public Tensor Sign() => Tensor.Of(new Sign(), x);
    }
}
