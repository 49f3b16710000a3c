using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Normalises every channel of every sample of <c>[N, C, …]</c> by itself. With <c>affine</c>, parameters
/// <c>weight</c> and <c>bias</c> <c>[C]</c>.</summary>
/// <remarks>Ulyanov, Vedaldi, Lempitsky 2016, arXiv:1607.08022.</remarks>
public sealed class InstanceNorm : Module
{
    private readonly double _epsilon;
    private readonly Variable? _weight;
    private readonly Variable? _bias;

    /// <summary>Declares the variables.</summary>
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="affine">Whether a factor and an addend are learned.</param>
    public InstanceNorm(int channels, double epsilon = 1e-5, bool affine = false)
    {
        _epsilon = epsilon;
        if (!affine) return;
        _weight = Parameter("weight", [channels], new Constant(1));
        _bias = Parameter("bias", [channels], new Constant(0));
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.InstanceNorm(_weight?.Value, _bias?.Value, _epsilon);
}
