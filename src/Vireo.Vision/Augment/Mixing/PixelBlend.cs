using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>How two images of one size become one.</summary>
public abstract record PixelBlend
{
    /// <summary>How much of the result is the first image, 0 to 1.</summary>
    public abstract float OwnShare { get; }

    /// <summary>Writes the mixture of two images <c>[H, W, C]</c>.</summary>
    /// <param name="own">The first.</param>
    /// <param name="other">The second.</param>
    /// <param name="mixed">The result; no part of either image.</param>
    /// <param name="size">Width and height of all three.</param>
    public abstract void Write(
        ReadOnlySpan<float> own, ReadOnlySpan<float> other, Span<float> mixed, ImageSize size);
}
