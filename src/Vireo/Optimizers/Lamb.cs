using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>LAMB, Adam with a rate per tensor: <c>u = m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε) + decay · p</c>,
/// <c>p = p - rate · |p| / |u| · u</c>; the ratio of lengths is one where either is zero.</summary>
/// <remarks>You et al. 2019, "Large batch optimization for deep learning", arXiv:1904.00962.</remarks>
public sealed class Lamb : GradientDescent
{
    /// <summary>β₁: how long the mean of gradients remembers.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how long the mean of squares remembers.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <inheritdoc/>
    public override bool HasMomentum => true;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecayKind.Rule;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var mean = Direction(step, "mean", Beta1, step.Gradient) * step.Typed(1.0 / step.MomentumCorrection(Beta1));
        var square = Average(step, "square", Beta2, step.Gradient * step.Gradient);
        var change = mean / (square.Sqrt() * step.Typed((1.0 / step.Correction(Beta2)).Sqrt()) + Epsilon);
        if (step.Decay != 0) change += step.Value * step.Decay;
        var (length, moved) = (Norm(step.Value), Norm(change));
        var ratio = (length.Min(moved) > 0).Where(length / moved, Tensor.Scalar(1, length.DType));
        return step.Rate * ratio * change;
    }
}
