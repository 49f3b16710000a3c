using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Deals the channels of groups out in turn; see <see cref="PixelShuffleOp"/>.</summary>
public sealed class ChannelShuffle(int groups) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.ChannelShuffle(groups);
}
