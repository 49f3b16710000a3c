using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>GELU, <c>y = x · Φ(x) = x · (1 + erf(x / √2)) / 2</c>, exact, not the tanh form.</summary>
/// <remarks>Hendrycks, Gimpel 2016, arXiv:1606.08415.</remarks>
public sealed record Gelu : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => 0.5 * x * (1 + SpecialFunctions.Erf(x / Math.Sqrt(2)));

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy)
    {
        var cdf = (x * (1 / Math.Sqrt(2))).Erf() * 0.5 + 0.5;
        var density = (x * x * -0.5).Exp() * (1 / Math.Sqrt(2 * Math.PI));
        return dy * (cdf + x * density);
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        if (graph.Opset >= 20) return [graph.Add("Gelu", x)];
        string Number(double value) => graph.Scalar(value, node.Inputs[0].DType);
        var erf = graph.Add("Erf", graph.Add("Mul", [x[0], Number(1 / Math.Sqrt(2))]));
        var cdf = graph.Add("Mul", [graph.Add("Add", [erf, Number(1)]), Number(0.5)]);
        return [graph.Add("Mul", [x[0], cdf])];
    }
}

/// <summary>The fluent form of <see cref="Gelu"/>.</summary>
public static class GeluOp
{
    extension(Tensor x)
    {
        /// <summary>GELU, <c>y = x · Φ(x) = x · (1 + erf(x / √2)) / 2</c>, exact, not the tanh form. Any shape in, the
        /// same shape out.</summary>
        public Tensor Gelu() => Tensor.Of(new Gelu(), x);
    }
}
