using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Exchanges top and bottom; half of the time unless <see cref="Augmentation.Probability"/> says
/// otherwise.</summary>
public sealed record VerticalFlip : GeometricAugmentation
{
    /// <summary>A flip with a chance of one half.</summary>
    public VerticalFlip() => Probability = 0.5f;

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng) => new(size.Whole, size) { MirrorVertical = true };
}
