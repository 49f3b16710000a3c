using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;

namespace Vireo.Vision.Augment;

/// <summary>Blur by a disc of a drawn radius, as of a lens out of focus.</summary>
public sealed record Defocus : PixelAugmentation
{
    /// <summary>Radius to draw from, in pixels; above 0.</summary>
    public Interval Radius { get; init; } = new(1, 4);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.DefocusBlur(Radius.Draw(rng));
}
