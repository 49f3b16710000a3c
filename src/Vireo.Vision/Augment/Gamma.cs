using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Raises values to a drawn power.</summary>
public sealed record Gamma : PixelAugmentation
{
    /// <summary>Power to draw from, above 0: below 1 is brighter.</summary>
    public Interval Power { get; init; } = new(0.8f, 1.25f);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.AdjustGamma(Power.Draw(rng));
}
