using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Convolution of sequences <c>[N, Inputs, L]</c>; parameters <c>weight</c>
/// <c>[Outputs, Inputs / groups, k]</c> and, with a bias, <c>bias</c> <c>[Outputs]</c>.</summary>
public sealed class Conv1d : Module
{
    private readonly (int Stride, int Padding, int Dilation, int Groups) _window;
    private readonly Variable _weight;
    private readonly Variable? _bias;

    /// <summary>Declares the parameters.</summary>
    public Conv1d(
        int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1,
        bool bias = true, Initialiser? initialiser = null)
    {
        _window = (stride, padding, dilation, groups);
        _weight = Parameter("weight", [outputs, inputs / groups, kernel], initialiser ?? new He());
        _bias = bias ? Parameter("bias", [outputs], new Constant(0)) : null;
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) =>
        x.Conv1d(_weight.Value, _bias?.Value, _window.Stride, _window.Padding, _window.Dilation, _window.Groups);
}
