using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Adam with the deviation from the mean in place of the square: <c>s = β₂ s + (1 - β₂) (g - m)² + ε</c>,
/// <c>p = p - rate · m / (1 - β₁ᵗ) / (√(s / (1 - β₂ᵗ)) + ε)</c>.</summary>
/// <remarks>Zhuang et al. 2020, arXiv:2010.07468.</remarks>
public sealed class AdaBelief : GradientDescent
{
    /// <summary>β₁: how long the mean of gradients remembers.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how long the mean of deviations remembers.</summary>
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
        var mean = Direction(step, "mean", Beta1, step.Gradient);
        var error = step.Gradient - mean;
        var spread = Remember(
            step, "deviation", Recall(step, "deviation") * Beta2 + error * error * (1 - Beta2) + Epsilon);
        var divisor = spread.Sqrt() * step.Typed((1.0 / step.Correction(Beta2)).Sqrt()) + Epsilon;
        return step.Rate * (mean * step.Typed(1.0 / step.MomentumCorrection(Beta1)) / divisor);
    }
}
