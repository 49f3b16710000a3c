using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Hard-swish, <c>y = x · clamp(x + 3, 0, 6) / 6</c>.</summary>
/// <remarks>Howard et al. 2019, "Searching for MobileNetV3", arXiv:1905.02244. The gradient at ±3 is that from the
/// left.</remarks>
public sealed record HardSwish : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => x * Math.Clamp(x + 3, 0, 6) / 6;

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) =>
        dy * (x > 3).Where(Tensor.Scalar(1, x.DType), (x > -3).Where(x / 3 + 0.5, Tensor.Scalar(0, x.DType)));

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => graph.Opset >= 14
        ? [graph.Add("HardSwish", x)]
        : [graph.Add("Mul", [x[0], graph.Add("HardSigmoid", x, ("alpha", 1.0 / 6), ("beta", 0.5))])];
}

/// <summary>The fluent form of <see cref="HardSwish"/>.</summary>
public static class HardSwishOp
{
    extension(Tensor x)
    {
        /// <summary>Hard-swish, <c>y = x · clamp(x + 3, 0, 6) / 6</c>. Any shape in, the same shape out.</summary>
        public Tensor HardSwish() => Tensor.Of(new HardSwish(), x);
    }
}
