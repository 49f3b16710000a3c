using Vireo.Graph;

namespace Vireo.Optimizers;

/// <summary>Stochastic gradient descent: <c>m = Momentum · m + g</c>, <c>p = p - rate · m</c>; with Nesterov's look ahead
/// <c>p = p - rate · (g + Momentum · m)</c>.</summary>
/// <remarks>Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning".</remarks>
public sealed class Sgd : Optimizer
{
    /// <summary>Share of the former direction that is kept.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether to look ahead.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Whether decay shrinks the parameter instead of adding to the gradient.</summary>
    public bool DecoupledDecay { get; init; }

    /// <inheritdoc/>
    protected override bool Decoupled => DecoupledDecay;

    /// <inheritdoc/>
    protected override Tensor Direction(
        string path, Variable variable, Tensor gradient, Tensor steps, List<Update> updates)
    {
        if (Momentum == 0) return gradient;
        var slot = Slot(path, "momentum", variable);
        var moving = slot.Value * Momentum + gradient;
        updates.Add(new(slot, moving));
        return Nesterov ? gradient + moving * Momentum : moving;
    }
}
