using Vireo.Graph;
using Vireo.Ops.Onnx;
using Vireo.Quantisation;

namespace Vireo.Ops;

/// <summary>Numbers as the bytes that store them would give them back: <c>y = s · clamp(round(x / s), low, high)</c>,
/// ties to even, low and high those of the byte. Inputs: x, and the step s, above zero, which broadcasts to x: one
/// number for all of it, or one for each channel.</summary>
/// <remarks>Rounding passes the gradient on: <c>dx = dy</c> inside the range and 0 outside. <c>ds = Σ dy · e</c>, with
/// e outside the limit low or high, inside <c>round(x / s) - x / s</c> (<see cref="RangeLearning.LearnedStep"/>) or 0
/// (<see cref="RangeLearning.Clip"/>: with the greatest number <c>a = high · s</c> that is <c>da = Σ dy</c> over all
/// x ≥ a). Bengio et al. 2013, arXiv:1308.3432; Esser et al. 2019, arXiv:1902.08153; Choi et al. 2018,
/// arXiv:1805.06085.</remarks>
public sealed record FakeQuantise : ElementwiseOp
{
    /// <summary><see cref="DType.U8"/>, 0 to 255, or <see cref="DType.I8"/>, -128 to 127.</summary>
    public required DType To { get; init; }

    /// <summary>What the step learns by.</summary>
    public RangeLearning Learning { get; init; }

    /// <inheritdoc/>
    public override string Name => "fake_quantise";

    /// <inheritdoc/>
    public override double Apply(double a, double b, double c)
    {
        var (low, high) = ByteScale.Limits(To);
        return Math.Clamp(Math.Round(a / b, MidpointRounding.ToEven), low, high) * b;
    }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        if (Broadcast(inputs[0], inputs[1]) == inputs[0].Shape) return [inputs[0]];
        throw new ShapeException(
            Name, "the step does not broadcast to the numbers.", [("x", inputs[0], ""), ("step", inputs[1], "")],
            "Give one number, or one for each channel: [1, C, 1, 1] for images, [O, 1, 1, 1] for filters.");
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null];
        var (x, step, y) = (node.Inputs[0], node.Inputs[1], node.Outputs[0]);
        var (low, high) = ByteScale.Limits(To);
        var isOutside = (x > step * high).Max(x < step * low);
        var zero = Tensor.Scalar(0, x.DType);
        // In units of the step: outside y is the limit itself.
        var error = isOutside.Where(y, Learning == RangeLearning.LearnedStep ? y - x : zero);
        return [isOutside.Where(zero, d), (d * error).SumTo(step.Shape) / step];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var (type, step) = (node.Inputs[0].DType, node.Inputs[1].Shape);
        if (type == DType.F32 && step.Rank == 0)
        {
            // Two nodes that runtimes draw into what stands beside them.
            var zero = graph.Scalar(0, To);
            return [graph.Add("DequantizeLinear", [graph.Add("QuantizeLinear", [x[0], x[1], zero]), x[1], zero])];
        }

        var (low, high) = ByteScale.Limits(To);
        var whole = graph.Add("Round", graph.Add("Div", x));
        var cut = graph.Add("Clip", [whole, graph.Scalar(low, type), graph.Scalar(high, type)]);
        return [graph.Add("Mul", [cut, x[1]])];
    }
}

/// <summary>The fluent form of <see cref="Ops.FakeQuantise"/>.</summary>
public static class FakeQuantiseOp
{
    extension(Tensor x)
    {
        /// <summary>Numbers as the bytes that store them would give them back; any shape in, the same shape
        /// out.</summary>
        /// <param name="step">What a byte counts, above zero; one number, or one for each channel.</param>
        /// <param name="to"><see cref="DType.U8"/> or <see cref="DType.I8"/>.</param>
        /// <param name="learning">What the step learns by.</param>
        /// <exception cref="ShapeException">The step does not broadcast to the numbers.</exception>
        public Tensor FakeQuantise(Tensor step, DType to, RangeLearning learning = RangeLearning.LearnedStep) =>
            Tensor.Of(new FakeQuantise { To = to, Learning = learning }, x, step);
    }
}
