using Vireo.Ops;

namespace Vireo.Layers;

/// <summary><c>[N, C, H·r, W·r]</c> to <c>[N, C·r², H, W]</c>; see <see cref="PixelShuffleOp"/>.</summary>
public sealed class PixelUnshuffle(int factor) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.PixelUnshuffle(factor);
}
