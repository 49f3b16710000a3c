using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = min(max(x, Low), High)</c>; the gradient is one inside, and at the bounds unless they are
/// <see cref="Flat"/>.</summary>
public sealed record Clamp : UnaryOp
{
    /// <summary>Lower bound.</summary>
    public double Low { get; init; } = double.NegativeInfinity;

    /// <summary>Upper bound.</summary>
    public double High { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the gradient at the bounds themselves is zero: the convention of ReLU6 and hard tanh.</summary>
    public bool Flat { get; init; }

    /// <inheritdoc/>
    protected override double Reference(double x) => double.IsNaN(x) ? x : Math.Min(Math.Max(x, Low), High);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) =>
        Outside(x).Where(Tensor.Scalar(0, x.DType), dy);

    private Tensor Outside(Tensor x) => Flat
        ? x.IsAtLeast(Tensor.Scalar(High, x.DType)).Max(Tensor.Scalar(Low, x.DType).IsAtLeast(x))
        : (x > High).Max(x < Low);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        string Bound(double value) => double.IsInfinity(value) ? "" : graph.Scalar(value, node.Inputs[0].DType);
        return [graph.Add("Clip", [x[0], Bound(Low), Bound(High)])];
    }
}

/// <summary>The fluent form of <see cref="Clamp"/>.</summary>
public static class ClampOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = min(max(x, Low), High)</c>; the gradient is one inside and at the bounds.</summary>
        public Tensor Clamp(double low, double high) => Tensor.Of(new Clamp { Low = low, High = high }, x);
    }
}
