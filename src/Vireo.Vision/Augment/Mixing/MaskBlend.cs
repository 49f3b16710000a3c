using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Each pixel from one image or the other.</summary>
/// <param name="Mask"><c>[H, W]</c>: true where the first image is kept.</param>
public sealed record MaskBlend(ValueList<bool> Mask) : PixelBlend
{
    /// <inheritdoc/>
    public override float OwnShare => (float)((double)Mask.Items.Count(true) / Mask.Count);

    /// <inheritdoc/>
    public override void Write(
        ReadOnlySpan<float> own, ReadOnlySpan<float> other, Span<float> mixed, ImageSize size)
    {
        var mask = Mask.Items;
        if (mask.Length != size.Width * size.Height)
            throw new ArgumentException($"A mask of {mask.Length} pixels is none of {size}.", nameof(size));
        own.CopyTo(mixed);
        var channels = own.Length / mask.Length;
        for (var i = 0; i < mask.Length;)
        {
            var kept = mask[i..].IndexOf(false);
            if (kept < 0) return;
            i += kept;
            var run = mask[i..].IndexOf(true);
            if (run < 0) run = mask.Length - i;
            other.Slice(i * channels, run * channels).CopyTo(mixed[(i * channels)..]);
            i += run;
        }
    }
}
