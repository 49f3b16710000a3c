using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;

namespace Vireo.Vision.Augment;

/// <summary>Median over a square window of a drawn size.</summary>
public sealed record MedianBlur : PixelAugmentation
{
    /// <summary>Radius of the window to draw from, in pixels: 1 is 3x3.</summary>
    public IntRange Radius { get; init; } = new(1, 3);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.MedianBlur(2 * Radius.Draw(rng) + 1);
}
