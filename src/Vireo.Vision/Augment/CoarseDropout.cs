using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Covers drawn rectangles with one colour.</summary>
public sealed record CoarseDropout : PixelAugmentation
{
    /// <summary>Number of rectangles to draw from.</summary>
    public IntRange Holes { get; init; } = new(1, 8);

    /// <summary>Height of each to draw from, as a fraction of the picture's.</summary>
    public Interval HeightFraction { get; init; } = new(0.1f, 0.2f);

    /// <summary>Width of each to draw from, as a fraction of the picture's.</summary>
    public Interval WidthFraction { get; init; } = new(0.1f, 0.2f);

    /// <summary>The colour.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var regions = new PixelRegion[Holes.Draw(rng)];
        foreach (ref var region in regions.AsSpan())
        {
            var width = Math.Clamp((int)MathF.Round(WidthFraction.Draw(rng) * image.Width), 1, image.Width);
            var height = Math.Clamp((int)MathF.Round(HeightFraction.Draw(rng) * image.Height), 1, image.Height);
            region = new(rng.Below(image.Width - width + 1), rng.Below(image.Height - height + 1), width, height);
        }

        return image.Fill(Fill, regions);
    }
}
