using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Rectified Adam: with <c>ρ∞ = 2 / (1 - β₂) - 1</c> and <c>ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ)</c>, the step of Adam
/// times <c>√((ρ - 4) (ρ - 2) ρ∞ / ((ρ∞ - 4) (ρ∞ - 2) ρ))</c> once ρ exceeds 5, and <c>p = p - rate · m / (1 - β₁ᵗ)</c>
/// before. </summary>
/// <remarks>Liu et al. 2019, "On the variance of the adaptive learning rate and beyond", arXiv:1908.03265.</remarks>
public sealed class RAdam : GradientDescent
{
    /// <summary>β₁: how long the mean of gradients remembers.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how long the mean of squares remembers.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-8;

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
        var mean = Direction(step, "mean", Beta1, step.Gradient) * step.Typed(1.0 / step.MomentumCorrection(Beta1));
        var square = Average(step, "square", Beta2, step.Gradient * step.Gradient);
        var missing = step.Correction(Beta2);
        var most = 2 / (1 - Beta2) - 1;
        var length = most - step.Steps * 2 * (1.0 - missing) / missing;
        var certainty = (length - 4) * (length - 2) / length * (most / ((most - 4) * (most - 2)));
        var factor = step.Typed((missing * certainty).Sqrt());
        return step.Rate * (length > 5)
            .Where(mean * factor / (square.Sqrt() + Epsilon), mean);
    }
}
