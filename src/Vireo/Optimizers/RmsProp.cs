using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>RMSprop: <c>v = α v + (1 - α) g²</c>, <c>p = p - rate · g / (√v + ε)</c>; centred, the mean of gradients is
/// taken off v, <c>v - a²</c>; with momentum <c>b = Momentum · b + g / (√v + ε)</c>, <c>p = p - rate · b</c>.</summary>
/// <remarks>Tieleman, Hinton 2012, lecture 6.5 of "Neural networks for machine learning"; centred: Graves 2013,
/// arXiv:1308.0850. TensorFlow and Paddle have ε under the root: <see cref="EpsilonInside"/>.</remarks>
public sealed class RmsProp : GradientDescent
{
    /// <summary>α: how long the mean of squares remembers.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>Share of the former direction that is kept.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the spread of gradients takes the place of their square.</summary>
    public bool Centred { get; init; }

    /// <summary>Whether ε is added under the root.</summary>
    public bool EpsilonInside { get; init; }

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override bool HasMomentum => true;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecayKind.Gradient;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var spread = Average(step, "square", Alpha, step.Gradient * step.Gradient);
        if (Centred)
        {
            var mean = Average(step, "mean", Alpha, step.Gradient);
            spread -= mean * mean;
        }

        var direction = step.Gradient / (EpsilonInside ? (spread + Epsilon).Sqrt() : spread.Sqrt() + Epsilon);
        if (Momentum != 0 || step.Momentum is not null)
        {
            direction = Remember(step, "momentum", step.Keep(Recall(step, "momentum"), Momentum) + direction);
        }

        return step.Rate * direction;
    }
}
