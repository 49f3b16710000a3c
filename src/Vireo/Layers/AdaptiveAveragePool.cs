using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Means over a grid of windows that cover the image: <c>[N, C, H, W]</c> to
/// <c>[N, C, height, width]</c>.</summary>
public sealed class AdaptiveAveragePool(int height = 1, int width = 1) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.AdaptiveAveragePool2d(height, width);
}
