using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Turns a drawn fraction of the pixels white or black.</summary>
public sealed record SaltAndPepper : PixelAugmentation
{
    /// <summary>Fraction of the pixels to draw from.</summary>
    public Interval Fraction { get; init; } = new(0.01f, 0.06f);

    /// <summary>Part of them that becomes white.</summary>
    public Interval WhiteShare { get; init; } = new(0.4f, 0.6f);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var fraction = Fraction.Draw(rng);
        return image.WithSaltAndPepper(fraction, WhiteShare.Draw(rng), rng);
    }
}
