using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>The first image with a rectangle of the second in the same place.</summary>
/// <param name="Region">The second image's part, within the image; may be empty.</param>
/// <param name="Size">Size of the images.</param>
public sealed record RegionBlend(PixelRegion Region, ImageSize Size) : PixelBlend
{
    /// <inheritdoc/>
    public override float OwnShare => (float)(1 - (double)Region.Width * Region.Height / Size.Width / Size.Height);

    /// <inheritdoc/>
    public override void Write(
        ReadOnlySpan<float> own, ReadOnlySpan<float> other, Span<float> mixed, ImageSize size)
    {
        if (size != Size) throw new ArgumentException($"A region drawn for {Size} is not one of {size}.", nameof(size));
        own.CopyTo(mixed);
        var channels = own.Length / (size.Width * size.Height);
        for (var y = Region.Y; y < Region.Y + Region.Height; y++)
        {
            var (start, length) = ((y * size.Width + Region.X) * channels, Region.Width * channels);
            other.Slice(start, length).CopyTo(mixed.Slice(start, length));
        }
    }
}
