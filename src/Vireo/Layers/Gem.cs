using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Generalised mean over the whole image with a learned exponent: <c>[N, C, H, W]</c> to <c>[N, C]</c>.
/// Parameter <c>p</c> <c>[1]</c>.</summary>
/// <remarks>Radenović, Tolias, Chum 2018, arXiv:1711.02512.</remarks>
public sealed class Gem : Module
{
    private readonly double _epsilon;
    private readonly Variable _p;

    /// <summary>Declares the exponent.</summary>
    /// <param name="p">Where it starts.</param>
    /// <param name="epsilon">The smallest activation that counts.</param>
    public Gem(double p = 3, double epsilon = 1e-6) =>
        (_epsilon, _p) = (epsilon, Parameter("p", [1], new Constant(p)));

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.GeneralisedMean(_p.Value, _epsilon);
}
