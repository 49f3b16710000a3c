using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="CtcLoss"/> by the logarithms of probabilities: minus the probability that the text
/// passes a class at a time. Inputs: those of the forward op and the gradients of the losses <c>[N]</c>; output
/// <c>[T, N, C]</c>, zero past the input lengths.</summary>
/// <remarks>This is the derivative itself. PyTorch adds the probability of the class, which the gradient of a
/// log-softmax before it takes away again: behind one, both give the same.</remarks>
public sealed record CtcLossBackward : Op
{
    /// <summary>The forward op.</summary>
    public required CtcLoss Forward { get; init; }

    /// <inheritdoc/>
    public override string Name => "ctc_loss backward";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var losses = Forward.Infer(inputs[..^1])[0];
        return inputs[^1] == losses
            ? [inputs[0]]
            : throw new ShapeException(Name, "the gradients do not fit the losses.", [("d", inputs[^1], "N")],
                $"They must be {losses}.");
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var samples = CtcSample.Of(Forward, x);
        foreach (var sample in samples) sample.Backward(y[0].Data, x[^1].Data[sample.N], Forward.ZeroInfinity);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var gradients = new Tensor?[node.Inputs.Count];
        if (dy[0] is not { } d) return gradients;

        // The sums in primitive ops, step after step: this graph grows with the number of steps.
        var (x, seeds) = (node.Inputs[0], node.Inputs[^1]);
        var losses = CtcSteps.Of(Forward, [.. node.Inputs.Take(4)]);
        if (Gradients.Partial([losses], [seeds], [x])[0] is not { } first) return gradients;
        return Gradients.Partial([first], [d], node.Inputs);
    }
}
