using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Adagrad: <c>s = s + g²</c>, <c>p = p - rate / (1 + (t - 1) · RateDecay) · g / (√s + ε)</c>.</summary>
/// <remarks>Duchi, Hazan, Singer 2011, "Adaptive subgradient methods for online learning and stochastic optimization".
/// </remarks>
public sealed class Adagrad : GradientDescent
{
    /// <summary>How fast the rate falls by itself.</summary>
    public double RateDecay { get; init; }

    /// <summary>What the sum of squares starts with.</summary>
    public double Start { get; init; }

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecayKind.Gradient;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var sum = Remember(step, "sum", Recall(step, "sum") + step.Gradient * step.Gradient);
        if (Start != 0) sum += Start;
        var change = step.Rate * (step.Gradient / (sum.Sqrt() + Epsilon));
        return RateDecay == 0 ? change : change * step.Typed(1.0 / ((step.Steps - 1) * RateDecay + 1));
    }
}
