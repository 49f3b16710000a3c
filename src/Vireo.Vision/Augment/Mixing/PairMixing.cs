using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Mixes every image with the one that a random order of the batch puts in its place.</summary>
public abstract record PairMixing : BatchMixing
{
    /// <summary>Whether every image has a draw of its own; otherwise there is one for the batch, as in the
    /// papers.</summary>
    public bool PerImage { get; init; }

    /// <summary>Draws how two images become one.</summary>
    protected abstract PixelBlend DrawBlend(ImageSize size, Rng rng);

    /// <summary>How much of the label is the image's own, 0 to 1; unless overridden, as much as of the pixels
    /// is.</summary>
    protected virtual float LabelShare(PixelBlend blend) => blend.OwnShare;

    private protected sealed override BatchMix Make(int count, ImageSize size, Rng rng)
    {
        var partners = new int[count];
        for (var i = 0; i < count; i++) partners[i] = i;
        rng.Shuffle<int>(partners);

        var images = new ImageMix[count];
        var blend = DrawBlend(size, rng);
        for (var i = 0; i < count; i++)
        {
            if (PerImage && i > 0) blend = DrawBlend(size, rng);
            images[i] = new(partners[i], LabelShare(blend), blend);
        }

        return new(size, images);
    }

    private protected static double CheckedAlpha(double alpha) => alpha > 0 && double.IsFinite(alpha) ? alpha
        : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha is a positive number.");
}
