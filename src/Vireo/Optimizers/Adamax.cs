using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Adam with the greatest gradient in place of the mean of squares: <c>u = max(β₂ u, |g| + ε)</c>,
/// <c>p = p - rate · m / (1 - β₁ᵗ) / u</c>.</summary>
/// <remarks>Kingma, Ba 2014, arXiv:1412.6980, section 7.1.</remarks>
public sealed class Adamax : GradientDescent
{
    /// <summary>β₁: how long the mean of gradients remembers.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how long the greatest gradient remembers.</summary>
    public double Beta2 { get; init; } = 0.999;

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
        var mean = Direction(step, "mean", Beta1, step.Gradient);
        var greatest = Remember(step, "greatest", (Recall(step, "greatest") * Beta2).Max(step.Gradient.Abs()
            + Epsilon));
        return step.Rate * (mean * step.Typed(1.0 / step.MomentumCorrection(Beta1)) / greatest);
    }
}
