using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Adadelta: <c>v = ρ v + (1 - ρ) g²</c>, <c>d = √(u + ε) / √(v + ε) · g</c>, <c>u = ρ u + (1 - ρ) d²</c>,
/// <c>p = p - rate · d</c>.</summary>
/// <remarks>Zeiler 2012, arXiv:1212.5701, where the rate is one.</remarks>
public sealed class Adadelta : GradientDescent
{
    /// <summary>ρ: how long both means remember.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecayKind.Gradient;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var square = Average(step, "square", Rho, step.Gradient * step.Gradient);
        var change = (Recall(step, "change") + Epsilon).Sqrt() / (square + Epsilon).Sqrt() * step.Gradient;
        Average(step, "change", Rho, change * change);
        return step.Rate * change;
    }
}
