using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Adam with Nesterov's momentum: <c>μₜ = β₁ (1 - 0.96^(t · MomentumDecay) / 2)</c>, <c>Π = μ₁ · … · μₜ</c>,
/// <c>p = p - rate · ((1 - μₜ) / (1 - Π) · g + μₜ₊₁ / (1 - Π μₜ₊₁) · m) / (√(v / (1 - β₂ᵗ)) + ε)</c>.</summary>
/// <remarks>Dozat 2016, "Incorporating Nesterov momentum into Adam".</remarks>
public sealed class NAdam : GradientDescent
{
    /// <summary>β₁: how long the mean of gradients remembers.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how long the mean of squares remembers.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How fast the momentum rises to β₁.</summary>
    public double MomentumDecay { get; init; } = 0.004;

    /// <summary>Whether decay shrinks the parameter instead of adding to the gradient.</summary>
    public bool DecoupledDecay { get; init; }

    /// <inheritdoc/>
    public override bool HasMomentum => true;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecoupledDecay ? DecayKind.Parameter : DecayKind.Gradient;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var mean = Direction(step, "mean", Beta1, step.Gradient);
        var square = Average(step, "square", Beta2, step.Gradient * step.Gradient);
        var (now, next) = (Momentum(step, step.Steps), Momentum(step, step.Steps + 1));
        var slot = ScalarSlot(step.Path, "momentum_product", 1);
        var product = slot.Value * now;
        step.Updates.Add(new(slot, product));
        var direction = step.Gradient * step.Typed((1.0 - now) / (1.0 - product))
            + mean * step.Typed(next / (1.0 - product * next));
        return step.Rate * (direction / (square.Sqrt() * step.Typed((1.0 / step.Correction(Beta2)).Sqrt()) + Epsilon));
    }

    private Tensor Momentum(ParameterStep step, Tensor steps) =>
        step.Keep(1.0 - 0.5 * (steps * (MomentumDecay * Math.Log(0.96))).Exp(), Beta1);
}
