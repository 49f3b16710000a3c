using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary><c>y = x · weightᵀ + bias</c>. Input <c>[…, Inputs]</c>, output <c>[…, Outputs]</c>; parameters
/// <c>weight</c> <c>[Outputs, Inputs]</c> and, with a bias, <c>bias</c> <c>[Outputs]</c>.</summary>
public sealed class Linear : Module
{
    /// <summary>Declares the parameters; drawn uniformly in ±1 / √inputs unless said otherwise.</summary>
    public Linear(int inputs, int outputs, bool bias = true, Initialiser? weight = null, Initialiser? biases = null)
    {
        Weight = Parameter("weight", [outputs, inputs], weight ?? new FanInUniform());
        Bias = bias ? Parameter("bias", [outputs], biases ?? new FanInUniform(inputs)) : null;
    }

    /// <summary>The matrix.</summary>
    public Variable Weight { get; }

    /// <summary>What is added; null when nothing is.</summary>
    public Variable? Bias { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.Linear(Weight.Value, Bias?.Value);
}
