using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>LARS, momentum with a rate per tensor: <c>l = Trust · |p| / (|g| + decay · |p| + ε)</c>,
/// <c>v = Momentum · v + rate · l · (g + decay · p)</c>, <c>p = p - v</c>; l is one where either length is
/// zero.</summary>
/// <remarks>You, Gitman, Ginsburg 2017, "Large batch training of convolutional networks", arXiv:1708.03888.</remarks>
public sealed class Lars : GradientDescent
{
    /// <summary>Share of the former change that is kept.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>How far a tensor may move, as a share of its length, at the rate one.</summary>
    public double Trust { get; init; } = 0.001;

    /// <summary>ε: keeps the divisor away from zero.</summary>
    public double Epsilon { get; init; } = 1e-9;

    /// <inheritdoc/>
    public override bool HasMomentum => true;

    /// <inheritdoc/>
    protected override DecayKind Decay => DecayKind.Rule;

    /// <inheritdoc/>
    protected override Tensor Change(ParameterStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (length, slope) = (Norm(step.Value), Norm(step.Gradient));
        var local = length * Trust / (slope + length * step.Decay + Epsilon);
        local = (length.Min(slope) > 0).Where(local, Tensor.Scalar(1, length.DType));
        var direction = step.Decay == 0 ? step.Gradient : step.Gradient + step.Value * step.Decay;
        var change = step.Rate * local * direction;
        return Remember(step, "momentum", step.Keep(Recall(step, "momentum"), Momentum) + change);
    }
}
