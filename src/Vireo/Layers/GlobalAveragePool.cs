using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Means over the whole image, as vectors: <c>[N, C, H, W]</c> to <c>[N, C]</c>.</summary>
public sealed class GlobalAveragePool : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.AdaptiveAveragePool2d().Flatten();
}
