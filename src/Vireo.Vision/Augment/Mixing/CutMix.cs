using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>A rectangle of the partner in the image; labels share as the pixels do.</summary>
/// <remarks>Yun et al. 2019, arXiv:1905.04899: sides are <c>√(1-λ)</c> of the image's, <c>λ ~ Beta(α, α)</c>, the
/// centre is uniform, what leaves the image is cut off, and the share is counted after that.</remarks>
public sealed record CutMix : PairMixing
{
    /// <summary>α: 1 draws every area alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything that is not above 0.</exception>
    public double Alpha { get; init => field = CheckedAlpha(value); } = 1;

    /// <inheritdoc/>
    protected override PixelBlend DrawBlend(ImageSize size, Rng rng)
    {
        var side = Math.Sqrt(1 - rng.Beta(Alpha, Alpha));
        var (left, width) = Cut(size.Width, side, rng);
        var (top, height) = Cut(size.Height, side, rng);
        return new RegionBlend(new(left, top, width, height), size);
    }

    private static (int Start, int Length) Cut(int extent, double side, Rng rng)
    {
        var length = (int)(extent * side);
        var start = rng.Below(extent) - length / 2;
        var (first, end) = (Math.Max(start, 0), Math.Min(start + length, extent));
        return (first, end - first);
    }
}
