using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Two-dimensional convolution. Input <c>[N, Inputs, H, W]</c>, output <c>[N, Outputs, H', W']</c>; parameters
/// <c>weight</c> <c>[Outputs, Inputs / groups, k, k]</c> and, with a bias, <c>bias</c> <c>[Outputs]</c>.</summary>
public sealed class Conv : Module
{
    private readonly Window2d _window;
    private readonly int _groups;
    private readonly bool _isDepthwise;

    /// <summary>Declares the parameters.</summary>
    public Conv(
        int inputs, int outputs, int kernel, Window2d? window = null, int groups = 1, bool bias = true,
        Initialiser? initialiser = null)
    {
        _window = window ?? new();
        _groups = groups;
        _isDepthwise = groups > 1 && groups == inputs && groups == outputs;
        Weight = Parameter("weight", [outputs, inputs / groups, kernel, kernel], initialiser ?? new He());
        Bias = bias ? Parameter("bias", [outputs], new Constant(0)) : null;
    }

    /// <summary>The filters.</summary>
    public Variable Weight { get; }

    /// <summary>What is added per channel; null when nothing is.</summary>
    public Variable? Bias { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) =>
        x.Conv2d(Weight.Value, Bias?.Value, _window, _isDepthwise ? Weight.Shape[0] : _groups);
}
