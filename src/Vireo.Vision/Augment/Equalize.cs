using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Equalises the histogram of each channel.</summary>
public sealed record Equalize : PixelAugmentation
{
    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.Equalize();
}
