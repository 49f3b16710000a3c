using Vireo.Ops;

namespace Vireo.Optimizers;

/// <summary>Stochastic gradient descent: <c>m = Momentum · m + (1 - Dampening) · g</c>, <c>p = p - rate · m</c>; with
/// Nesterov's look ahead <c>p = p - rate · (g + Momentum · m)</c>. At the first step <c>m = g</c>.</summary>
/// <remarks>Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning".</remarks>
public sealed class Sgd : GradientDescent
{
    /// <summary>Share of the former direction that is kept.</summary>
    public double Momentum { get; init; }

    /// <summary>Share of the gradient that does not enter the direction.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether to look ahead.</summary>
    public bool Nesterov { get; init; }

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
        var gradient = step.Gradient;
        if (Momentum == 0 && step.Momentum is null) return step.Rate * gradient;
        var entering = Dampening == 0 ? gradient : step.IsFirst.Where(gradient, gradient * (1 - Dampening));
        var moving = Remember(step, "momentum", step.Keep(Recall(step, "momentum"), Momentum) + entering);
        return step.Rate * (Nesterov ? gradient + step.Keep(moving, Momentum) : moving);
    }
}
