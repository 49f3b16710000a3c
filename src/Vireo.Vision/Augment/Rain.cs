using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Streaks of rain over a darker and softer picture.</summary>
public sealed record Rain : PixelAugmentation
{
    /// <summary>Streaks per 10,000 pixels to draw from.</summary>
    public Interval Drops { get; init; } = new(15, 60);

    /// <summary>Length of the streaks to draw from, as a fraction of the picture's height.</summary>
    public Interval LengthFraction { get; init; } = new(0.05f, 0.12f);

    /// <summary>Direction to draw from, in degrees from the vertical.</summary>
    public Interval SlantDegrees { get; init; } = new(-20, 20);

    /// <summary>How much darker the picture becomes, to draw from.</summary>
    public Interval Darkness { get; init; } = new(0.1f, 0.3f);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var (drops, length) = (Drops.Draw(rng), Math.Max(1, LengthFraction.Draw(rng) * image.Height));
        var (slant, darkness) = (SlantDegrees.Draw(rng), Darkness.Draw(rng));
        return image.WithRain(drops, length, slant, darkness, rng);
    }
}
