using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Weighted means of two images and of their labels, weight <c>λ ~ Beta(α, α)</c>.</summary>
/// <remarks>Zhang, Cisse, Dauphin, Lopez-Paz 2017, arXiv:1710.09412.</remarks>
public sealed record Mixup : PairMixing
{
    /// <summary>α: small, weights are near 0 and 1; 1, they are uniform.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything that is not above 0.</exception>
    public double Alpha { get; init => field = CheckedAlpha(value); } = 0.2;

    /// <inheritdoc/>
    protected override PixelBlend DrawBlend(ImageSize size, Rng rng) => new EvenBlend((float)rng.Beta(Alpha, Alpha));
}
