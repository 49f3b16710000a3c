using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Convolution of volumes <c>[N, Inputs, D, H, W]</c>; parameters <c>weight</c>
/// <c>[Outputs, Inputs / groups, k, k, k]</c> and, with a bias, <c>bias</c> <c>[Outputs]</c>.</summary>
public sealed class Conv3d : Module
{
    private readonly Window3d _window;
    private readonly int _groups;
    private readonly Variable _weight;
    private readonly Variable? _bias;

    /// <summary>Declares the parameters.</summary>
    public Conv3d(
        int inputs, int outputs, int kernel, Window3d? window = null, int groups = 1, bool bias = true,
        Initialiser? initialiser = null)
    {
        (_window, _groups) = (window ?? new(), groups);
        _weight = Parameter("weight", [outputs, inputs / groups, kernel, kernel, kernel], initialiser ?? new He());
        _bias = bias ? Parameter("bias", [outputs], new Constant(0)) : null;
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.Conv3d(_weight.Value, _bias?.Value, _window, _groups);
}
