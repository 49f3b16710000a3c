using System.Numerics.Tensors;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Every pixel is <c>share · own + (1 - share) · other</c>.</summary>
/// <param name="Share">0 to 1.</param>
public sealed record EvenBlend(float Share) : PixelBlend
{
    /// <inheritdoc/>
    public override float OwnShare => Share;

    /// <inheritdoc/>
    public override void Write(
        ReadOnlySpan<float> own, ReadOnlySpan<float> other, Span<float> mixed, ImageSize size)
    {
        TensorPrimitives.Multiply(own, Share, mixed);
        TensorPrimitives.MultiplyAdd(other, 1 - Share, mixed, mixed);
    }
}
