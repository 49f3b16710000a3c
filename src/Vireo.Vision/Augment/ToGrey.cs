using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Takes the colour away; the channels stay.</summary>
public sealed record ToGrey : PixelAugmentation
{
    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.AdjustSaturation(0);
}
