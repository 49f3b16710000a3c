namespace Vireo.Vision.Imaging.Gif;

/// <summary>Reads the first frame of a GIF on its canvas.</summary>
/// <remarks>GIF89a. Where the canvas shows, beside the frame or through its transparent index, alpha is 0. Strict:
/// missing pixels, codes and palette entries that do not exist and a frame that leaves the canvas are errors.</remarks>
internal static class GifDecoder
{
    /// <summary>Pixels that a byte of coded data can mean at most: two thirds of a code of 4095 pixels.</summary>
    private const long PixelsPerByte = 11_000;

    private static readonly (int Start, int Step)[] _passes = [(0, 8), (4, 8), (2, 4), (1, 2)];

    public static Raster Decode(ImageBytes image)
    {
        var frame = GifFrame.Parse(image);
        var packed = Gather(image, frame.DataStart);
        var count = (long)frame.Region.Width * frame.Region.Height;
        if (count > packed.Length * PixelsPerByte)
            throw image.Damaged($"its {packed.Length} bytes of pixel data cannot hold {count} pixels");

        var indices = image.NewBytes(count);
        var written = new LzwDecoder(frame.IndexBits, isTiff: false).Decode(packed, indices);
        if (written < indices.Length)
        {
            if (written < 0)
                throw image.DamagedAt(frame.DataStart, "its coded data holds a code that does not exist");
            var reason = $"its coded data ends after {written} of {indices.Length} pixels";
            throw GifFrame.AfterBlocks(image.Data, frame.DataStart) is null ? image.CutOff(reason)
                : image.DamagedAt(frame.DataStart, reason);
        }

        return Draw(image, frame, indices);
    }

    public static ImageInfo ReadInfo(ImageBytes image)
    {
        var frame = GifFrame.Parse(image);
        return new(ImageFormat.Gif, frame.Canvas, frame.Channels, PixelDepth.U8, Orientation.Upright);
    }

    /// <summary>The coded data without the lengths of its blocks; notes what follows.</summary>
    private static byte[] Gather(ImageBytes image, int position)
    {
        var data = image.Data;
        var end = GifFrame.AfterBlocks(data, position);
        if (end is null)
            image.Warn(ImageOddity.EndMissing, "the GIF file ends without its end mark");
        using var packed = new MemoryStream();
        while (position < data.Length && data[position] != 0)
        {
            var length = Math.Min(data[position], data.Length - position - 1);
            packed.Write(data, position + 1, length);
            position += length + 1;
        }

        for (var at = end; at is { } next; at = GifFrame.AfterBlocks(data, next + 2))
        {
            var kind = next < data.Length ? data[next] : -1;
            if (kind == 0x2C)
                image.Warn(ImageOddity.MoreFrames, "it is animated; its first frame was read");
            else if (kind < 0)
                image.Warn(ImageOddity.EndMissing, "the GIF file ends without its end mark");
            if (kind != 0x21)
                break;
        }

        return packed.ToArray();
    }

    private static Raster Draw(ImageBytes image, GifFrame frame, byte[] indices)
    {
        var raster = image.NewRaster(frame.Canvas, frame.Channels);
        if (frame.Region != frame.Canvas.Whole)
            raster.Pixels.AsSpan().Clear();
        var region = frame.Region;
        var stored = 0;
        foreach (var (start, step) in frame.Interlaced ? _passes : [(0, 1)])
            for (var y = start; y < region.Height; y += step, stored++)
                DrawRow(image, frame, indices.AsSpan(stored * region.Width, region.Width),
                    raster.Row(region.Y + y)[(region.X * raster.Channels)..], raster.Channels);

        return raster;
    }

    private static void DrawRow(
        ImageBytes image, GifFrame frame, ReadOnlySpan<byte> indices, Span<byte> row, int channels)
    {
        var palette = frame.Palette.Span;
        for (int x = 0, o = 0; x < indices.Length; x++, o += channels)
        {
            var index = indices[x];
            if (palette.IsEmpty)
                row.Slice(o, 3).Fill(index);
            else if (index == frame.Transparent && 3 * index >= palette.Length)
                row.Slice(o, 3).Clear();
            else if (3 * index >= palette.Length)
                throw image.Damaged($"it uses palette entry {index} of {palette.Length / 3}");
            else
                palette.Slice(3 * index, 3).CopyTo(row[o..]);
            if (channels == 4)
                row[o + 3] = index == frame.Transparent ? (byte)0 : (byte)255;
        }
    }
}
