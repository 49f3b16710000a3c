using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>SiLU (swish), <c>y = x · sigmoid(x)</c>.</summary>
/// <remarks>Elfwing, Uchibe, Doya 2017, arXiv:1702.03118.</remarks>
public sealed record Silu : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => x / (1 + Math.Exp(-x));

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy)
    {
        var s = x.Sigmoid();
        return dy * (s * (1.0 + x * (1.0 - s)));
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("Mul", [x[0], graph.Add("Sigmoid", x)])];
}

/// <summary>The fluent form of <see cref="Silu"/>.</summary>
public static class SiluOp
{
    extension(Tensor x)
    {
        /// <summary>SiLU (swish), <c>y = x · sigmoid(x)</c>. Any shape in, the same shape out.</summary>
        public Tensor Silu() => Tensor.Of(new Silu(), x);
    }
}
