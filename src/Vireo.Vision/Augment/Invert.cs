using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Exchanges light and dark: <c>255 − x</c>.</summary>
public sealed record Invert : PixelAugmentation
{
    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.Invert();
}
