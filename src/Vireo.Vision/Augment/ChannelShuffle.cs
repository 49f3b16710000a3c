using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Puts the colour channels into a drawn order.</summary>
public sealed record ChannelShuffle : PixelAugmentation
{
    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        Span<int> order = [0, 1, 2];
        rng.Shuffle(order);
        return image.ShuffleChannels(order[0], order[1], order[2]);
    }
}
