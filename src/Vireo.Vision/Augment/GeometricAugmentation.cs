using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A random change of place and size: a subclass draws one map, and this class applies it.</summary>
/// <remarks>Because the draw is separate from its use, boxes, masks and key points can follow the same draw.</remarks>
public abstract record GeometricAugmentation : Augmentation
{
    /// <summary>How pixels are weighed when the size changes.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Whether the filter widens when shrinking.</summary>
    public bool AntiAlias { get; init; } = true;

    /// <summary>Draws where the result's pixels come from.</summary>
    protected abstract ViewMap Draw(ImageSize size, Rng rng);

    /// <summary>The draw alone, for targets that follow the picture.</summary>
    internal ViewMap View(ImageSize size, Rng rng) => Draw(size, rng);

    private protected sealed override Image Change(Image image, Rng rng) =>
        Draw(image.Size, rng).Apply(image, Interpolation, AntiAlias);
}
