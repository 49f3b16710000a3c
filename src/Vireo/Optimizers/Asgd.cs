using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Averaged gradient descent: <c>η = rate / (1 + λ · rate · (t - 1))^Alpha</c>, <c>p = p (1 - λ η) - η g</c>;
/// the slots <c>average</c> hold the mean of p over the steps after <see cref="AveragingStart"/>, the result.</summary>
/// <remarks>Polyak, Juditsky 1992, "Acceleration of stochastic approximation by averaging"; the schedule of η is that
/// of Bottou 2010, as PyTorch has it,
/// which rounds η to single precision.</remarks>
public sealed class Asgd : GradientDescent
{
    /// <summary>λ: decay of parameter and rate.</summary>
    public double Lambda { get; init; } = 1e-4;

    /// <summary>Power of the fall of η.</summary>
    public double Alpha { get; init; } = 0.75;

    /// <summary>Steps after which averaging starts.</summary>
    public double AveragingStart { get; init; } = 1e6;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecayKind.Gradient;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var before = step.Steps - 1;
        var fall = (before * step.Rate.Cast(DType.F64) * Lambda + 1).Power(-Alpha);
        var eta = ToSingle(step.Rate.Cast(DType.F64) * fall);
        var change = step.Typed(eta) * (step.Value * Lambda + step.Gradient);

        var share = 1.0 / (before - AveragingStart).Max(Tensor.Scalar(1, DType.F64));
        var average = Recall(step, "average");
        Remember(step, "average", average + (step.Value - change - average) * step.Typed(share));
        return change;
    }

    // Veltkamp's splitting: what is left of a double in the 24 bits of a float.
    private static Tensor ToSingle(Tensor number)
    {
        var spread = number * ((1 << 29) + 1.0);
        return spread - (spread - number);
    }
}
