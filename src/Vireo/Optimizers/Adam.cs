using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Adam: <c>m = β₁ m + (1 - β₁) g</c>, <c>v = β₂ v + (1 - β₂) g²</c>,
/// <c>p = p - rate · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)</c>.</summary>
/// <remarks>Kingma, Ba 2014, arXiv:1412.6980. With <see cref="DecoupledDecay"/> it is AdamW (Loshchilov, Hutter 2017,
/// arXiv:1711.05101); with <see cref="AmsGrad"/> v is its maximum so far (Reddi, Kale, Kumar 2018,
/// arXiv:1904.09237).</remarks>
public sealed class Adam : GradientDescent
{
    /// <summary>β₁: how long the mean of gradients remembers.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how long the mean of squares remembers.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether decay shrinks the parameter instead of adding to the gradient.</summary>
    public bool DecoupledDecay { get; init; }

    /// <summary>Whether the mean of squares may only grow.</summary>
    public bool AmsGrad { get; init; }

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
        if (AmsGrad) square = Remember(step, "greatest_square", Recall(step, "greatest_square").Max(square));
        var meanFactor = step.Typed(1.0 / step.MomentumCorrection(Beta1));
        var squareFactor = step.Typed((1.0 / step.Correction(Beta2)).Sqrt());
        return step.Rate * (mean * meanFactor / (square.Sqrt() * squareFactor + Epsilon));
    }
}
