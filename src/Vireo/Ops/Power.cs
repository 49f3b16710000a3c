using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = x^Exponent</c> for a fixed exponent.</summary>
public sealed record Power : UnaryOp
{
    /// <summary>The exponent.</summary>
    public required double Exponent { get; init; }

    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Pow(x, Exponent);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy * Exponent * x.Power(Exponent - 1);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("Pow", [x[0], graph.Scalar(Exponent, node.Inputs[0].DType)])];
}

/// <summary>The fluent form of <see cref="Power"/>.</summary>
public static class PowerOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x^Exponent</c> for a fixed exponent. Any shape in, the same shape out.</summary>
        public Tensor Power(double exponent) => Tensor.Of(new Power { Exponent = exponent }, x);
    }
}
