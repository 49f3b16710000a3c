using Vireo.Ops;

namespace Vireo.Layers;

/// <summary><c>[N, C·r², H, W]</c> to <c>[N, C, H·r, W·r]</c>; see <see cref="PixelShuffleOp"/>.</summary>
public sealed class PixelShuffle(int factor) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.PixelShuffle(factor);
}
