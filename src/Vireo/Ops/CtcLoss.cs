using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Connectionist temporal classification: minus the logarithm of the probability that a network's outputs
/// spell a text, summed over all ways to lay it along the time axis. Inputs: logarithms of probabilities <c>[T, N,
/// C]</c>, targets (I64) <c>[N, S]</c> or one behind the other <c>[sum of lengths]</c>, input lengths <c>[N]</c> and
/// target lengths <c>[N]</c> (I64). Output: losses <c>[N]</c>.</summary>
/// <remarks>Worked out in logarithms, in double precision. A text that does not fit into its time has an infinite loss,
/// and gradients that are not numbers, unless <see cref="ZeroInfinity"/>. There is no ONNX operator of this kind.
/// Graves et al. 2006, "Connectionist temporal classification".</remarks>
public sealed record CtcLoss : Op
{
    /// <summary>The class that stands for no label.</summary>
    public int Blank { get; init; }

    /// <summary>Whether losses that are infinite, and their gradients, become zero.</summary>
    public bool ZeroInfinity { get; init; }

    /// <inheritdoc/>
    public override string Name => "ctc_loss";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, targets) = (inputs[0], inputs[1]);
        if (x.Shape.Rank != 3 || !x.DType.IsFloat)
        {
            throw Misfit(inputs, "logarithms of probabilities have three axes.",
                "Put time first, and apply LogSoftmax to the classes.");
        }

        if (Blank < 0 || Blank >= x.Shape[2])
        {
            throw Misfit(inputs, $"the blank {Blank} is none of {x.Shape[2]} classes.",
                $"It is a class of its own, from 0 to {x.Shape[2] - 1}.");
        }

        var n = x.Shape[1];
        if (targets.DType != DType.I64 || targets.Shape.Rank is < 1 or > 2
            || (targets.Shape.Rank == 2 && targets.Shape[0] != n))
        {
            throw Misfit(inputs, "the targets do not fit.",
                $"They are I64, padded to [{n}, S], or one behind the other.");
        }

        var lengths = new TensorSpec([n], DType.I64);
        if (inputs[2] != lengths || inputs[3] != lengths)
        {
            throw Misfit(inputs, "the lengths do not fit.", $"Give one for each sequence: {lengths}.");
        }

        return [new([n], x.DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var samples = CtcSample.Of(this, x);
        foreach (var sample in samples) y[0].Data[sample.N] = Loss(-sample.Forward());
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => dy[0] is { } d
        ? [Tensor.Of(new CtcLossBackward { Forward = this }, [.. node.Inputs, d]), null, null, null]
        : [null, null, null, null];

    /// <summary>The loss that is told for a loss.</summary>
    internal double Loss(double loss) => ZeroInfinity && double.IsPositiveInfinity(loss) ? 0 : loss;

    private ShapeException Misfit(ReadOnlySpan<TensorSpec> inputs, string problem, string fix) => new(
        Name, problem,
        [
            ("x", inputs[0], "T, N, C"), ("targets", inputs[1], "N, S"), ("inputs", inputs[2], "N"),
            ("lengths", inputs[3], "N"),
        ],
        fix);
}
