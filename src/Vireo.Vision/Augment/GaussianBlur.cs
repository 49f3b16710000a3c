using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;

namespace Vireo.Vision.Augment;

/// <summary>Gaussian blur of a drawn strength.</summary>
public sealed record GaussianBlur : PixelAugmentation
{
    /// <summary>Standard deviation to draw from, in pixels; above 0.</summary>
    public Interval Sigma { get; init; } = new(0.1f, 2);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.GaussianBlur(Sigma.Draw(rng));
}
