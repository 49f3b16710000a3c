using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Covers squares of a fixed side about drawn centres; what leaves the picture is cut off.</summary>
/// <remarks>DeVries and Taylor 2017, arXiv:1708.04552.</remarks>
public sealed record Cutout : PixelAugmentation
{
    /// <summary>Number of squares.</summary>
    public int Holes { get; init; } = 1;

    /// <summary>Side of a square in pixels.</summary>
    public int Length { get; init; } = 112;

    /// <summary>The colour.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var regions = new PixelRegion[Holes];
        foreach (ref var region in regions.AsSpan())
            region = new(
                rng.Below(image.Width) - Length / 2, rng.Below(image.Height) - Length / 2, Length, Length);

        return image.Fill(Fill, regions);
    }
}
