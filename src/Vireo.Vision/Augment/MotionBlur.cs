using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;

namespace Vireo.Vision.Augment;

/// <summary>Blur along a line of a drawn length and direction, as of a moving camera.</summary>
public sealed record MotionBlur : PixelAugmentation
{
    /// <summary>Length of the line to draw from, in pixels; 1 or more.</summary>
    public Interval Length { get; init; } = new(3, 9);

    /// <summary>Direction to draw from, in degrees counter-clockwise from the right.</summary>
    public Interval Degrees { get; init; } = new(0, 180);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var length = Length.Draw(rng);
        return image.MotionBlur(length, Degrees.Draw(rng));
    }
}
