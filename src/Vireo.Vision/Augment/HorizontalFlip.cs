using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Exchanges left and right; half of the time unless <see cref="Augmentation.Probability"/> says
/// otherwise.</summary>
public sealed record HorizontalFlip : GeometricAugmentation
{
    /// <summary>A flip with a chance of one half.</summary>
    public HorizontalFlip() => Probability = 0.5f;

    /// <summary>Key points that change places, such as the left and the right eye; none unless set. See
    /// <see cref="KeyPointPairs"/>.</summary>
    public ValueList<IndexPair> Pairs { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng) => new(size.Whole, size) { MirrorHorizontal = true };

    private protected override AnnotatedImage Finish(AnnotatedImage view) => Pairs.Count == 0 ? view : view with
    {
        KeyPoints = KeyPointPairs.Swap(view.KeyPoints, Pairs),
        Objects =
        [
            .. view.Objects.Select(o => o with { KeyPoints = KeyPointPairs.Swap(o.KeyPoints, Pairs) }),
        ],
    };
}
