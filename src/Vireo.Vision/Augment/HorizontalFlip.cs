using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Exchanges left and right; half of the time unless <see cref="Augmentation.Probability"/> says
/// otherwise.</summary>
public sealed record HorizontalFlip : GeometricAugmentation
{
    /// <summary>A flip with a chance of one half.</summary>
    public HorizontalFlip() => Probability = 0.5f;

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng) => new(size.Whole, size) { MirrorHorizontal = true };
}
