using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Blobs of the partner in the image: the mask is low-frequency noise, cut at the height that leaves the image
/// its share of the pixels, <c>λ ~ Beta(α, α)</c>.</summary>
/// <remarks>Harris et al. 2020, arXiv:2002.12047. Of H · W pixels exactly <c>round(λHW)</c> are the image's own, and
/// labels share as they do; edges are hard.</remarks>
public sealed record FMix : PairMixing
{
    /// <summary>α: 1 draws every area alike.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything that is not above 0.</exception>
    public double Alpha { get; init => field = CheckedAlpha(value); } = 1;

    /// <summary>Amplitudes fall as frequency to the power of minus this: more makes rounder and larger blobs.</summary>
    public double Decay { get; init; } = 3;

    /// <inheritdoc/>
    protected override PixelBlend DrawBlend(ImageSize size, Rng rng)
    {
        var pixels = checked(size.Width * size.Height);
        var own = (int)Math.Round(rng.Beta(Alpha, Alpha) * pixels);
        return new MaskBlend(Highest(FourierNoise.Draw(size, Decay, rng), own));
    }

    // Of equal heights the earlier pixels, so that the count is exact.
    private static ValueList<bool> Highest(float[] heights, int count)
    {
        var mask = new bool[heights.Length];
        if (count == 0) return [.. mask];
        var sorted = (float[])heights.Clone();
        Array.Sort(sorted);
        var least = sorted[^count];
        var equal = count - heights.Count(height => height > least);
        for (var i = 0; i < mask.Length; i++)
            mask[i] = heights[i] > least || (heights[i] == least && equal-- > 0);

        return [.. mask];
    }
}
