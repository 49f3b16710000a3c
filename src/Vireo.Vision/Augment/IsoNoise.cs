using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Noise of a camera at high sensitivity, of a drawn strength.</summary>
public sealed record IsoNoise : PixelAugmentation
{
    /// <summary>Deviation of the lightness to draw from, as a fraction of full scale.</summary>
    public Interval Intensity { get; init; } = new(0.02f, 0.1f);

    /// <summary>Deviation of the hue to draw from, in degrees.</summary>
    public Interval HueDegrees { get; init; } = new(2, 15);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var intensity = Intensity.Draw(rng);
        return image.WithIsoNoise(intensity, HueDegrees.Draw(rng), rng);
    }
}
