using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Hard sigmoid, <c>y = clamp(x + 3, 0, 6) / 6</c>.</summary>
/// <remarks>Howard et al. 2019, arXiv:1905.02244.</remarks>
public sealed record HardSigmoid : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Clamp(x + 3, 0, 6) / 6;

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) =>
        ((x > -3) * (x < 3)).Where(dy / 6, Tensor.Scalar(0, x.DType));

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("HardSigmoid", x, ("alpha", 1.0 / 6), ("beta", 0.5))];
}

/// <summary>The fluent form of <see cref="HardSigmoid"/>.</summary>
public static class HardSigmoidOp
{
    extension(Tensor x)
    {
        /// <summary>Hard sigmoid, <c>y = clamp(x + 3, 0, 6) / 6</c>. Any shape in, the same shape out.</summary>
        public Tensor HardSigmoid() => Tensor.Of(new HardSigmoid(), x);
    }
}
