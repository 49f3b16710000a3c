using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Greatest elements of a grid of windows that cover the image: <c>[N, C, H, W]</c> to
/// <c>[N, C, height, width]</c>.</summary>
public sealed class AdaptiveMaxPool(int height = 1, int width = 1) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.AdaptiveMaxPool2d(height, width).Y;
}
