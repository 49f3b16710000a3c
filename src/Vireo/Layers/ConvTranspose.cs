using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Transposed convolution; see <see cref="ConvTranspose2dOp"/>. Input <c>[N, Inputs, H, W]</c>; parameters
/// <c>weight</c> <c>[Inputs, Outputs / groups, k, k]</c> and, with a bias, <c>bias</c> <c>[Outputs]</c>.</summary>
public sealed class ConvTranspose : Module
{
    private readonly Window2d _window;
    private readonly int _groups;
    private readonly int _extra;

    /// <summary>Declares the parameters.</summary>
    public ConvTranspose(
        int inputs, int outputs, int kernel, Window2d? window = null, int extra = 0, int groups = 1, bool bias = true,
        Initialiser? initialiser = null)
    {
        (_window, _groups, _extra) = (window ?? new(), groups, extra);
        var fan = outputs / groups * kernel * kernel;
        Weight = Parameter(
            "weight", [inputs, outputs / groups, kernel, kernel], initialiser ?? new FanInUniform(fan));
        Bias = bias ? Parameter("bias", [outputs], new FanInUniform(fan)) : null;
    }

    /// <summary>The filters.</summary>
    public Variable Weight { get; }

    /// <summary>What is added per channel; null when nothing is.</summary>
    public Variable? Bias { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) =>
        x.ConvTranspose2d(Weight.Value, Bias?.Value, _window, _groups, _extra, _extra);
}
