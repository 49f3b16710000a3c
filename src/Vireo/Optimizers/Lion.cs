using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Lion, the sign of a momentum: <c>u = sign(β₁ m + (1 - β₁) g)</c>, <c>p = p - rate · (u + decay · p)</c>,
/// <c>m = β₂ m + (1 - β₂) g</c>. Rates are about a tenth of Adam's, decay about ten times.</summary>
/// <remarks>Chen et al. 2023, "Symbolic discovery of optimization algorithms", arXiv:2302.06675.</remarks>
public sealed class Lion : GradientDescent
{
    /// <summary>β₁: share of the mean in the direction.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how long the mean remembers.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <inheritdoc/>
    public override bool HasMomentum => true;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecayKind.Parameter;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var direction = step.Keep(Recall(step, "mean"), Beta1) + step.Renew(step.Gradient, Beta1);
        Average(step, "mean", Beta2, step.Gradient);
        return step.Rate * direction.Sign();
    }
}
