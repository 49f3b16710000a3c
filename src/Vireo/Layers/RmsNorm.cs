using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Root-mean-square norm along the last axis. Parameter <c>weight</c> <c>[K]</c>.</summary>
/// <remarks>Zhang, Sennrich 2019, arXiv:1910.07467.</remarks>
public sealed class RmsNorm : Module
{
    private readonly double _epsilon;
    private readonly Variable _weight;

    /// <summary>Declares the factors.</summary>
    public RmsNorm(int features, double epsilon = 1e-6) =>
        (_epsilon, _weight) = (epsilon, Parameter("weight", [features], new Constant(1)));

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.RmsNorm(_weight.Value, epsilon: _epsilon);
}
