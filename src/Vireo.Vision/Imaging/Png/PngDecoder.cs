using System.IO.Compression;

namespace Vireo.Vision.Imaging.Png;

/// <summary>Reads PNG: every colour type, 1 to 16 bits, interlaced or not.</summary>
/// <remarks>W3C, Portable Network Graphics (PNG) Specification, third edition. Strict: missing pixel data, a broken
/// zlib stream or checksum and a palette index without an entry are errors. Of an animation, the default image is
/// read, which is its first frame or stands for it.</remarks>
internal static class PngDecoder
{
    /// <summary>Deflate cannot expand more than 1032 times, so a larger claim is refused before allocation.</summary>
    private const int MaxExpansion = 1032;

    /// <summary>x0, y0, dx, dy of the seven passes of Adam7.</summary>
    private static readonly (int X, int Y, int Dx, int Dy)[] _adam7 =
    [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ];

    public static Frame Decode(ImageBytes image)
    {
        var chunks = PngChunks.Read(image);
        var header = chunks.Header;
        using var packed = chunks.OpenPixelData(image);
        if (RawLength(header) > packed.Length * MaxExpansion + MaxExpansion)
            throw image.Damaged($"its {packed.Length} bytes of pixel data cannot hold {header.Size} pixels");

        var expander = new PngExpander(chunks, image);
        var raster = image.NewRaster(header.Size, expander.Channels, header.Depth);
        try
        {
            using var stream = new ZLibStream(packed, CompressionMode.Decompress);
            foreach (var pass in Passes(header))
                ReadPass(stream, image, expander, pass, raster);
            // One byte more makes the stream check its own checksum; data beyond the last row is ignored.
            _ = stream.ReadByte();
        }
        catch (InvalidDataException e)
        {
            throw image.Damaged("its compressed pixel data is broken", e);
        }

        return new(raster, chunks.Orientation);
    }

    public static ImageInfo ReadInfo(ImageBytes image)
    {
        var chunks = PngChunks.Read(image, headerOnly: true);
        var channels = new PngExpander(chunks, image).Channels;
        return new(ImageFormat.Png, chunks.Header.Size, channels, chunks.Header.Depth, chunks.Orientation);
    }

    private static (int X, int Y, int Dx, int Dy)[] Passes(PngHeader header) =>
        header.Interlaced ? _adam7 : [(0, 0, 1, 1)];

    private static long RawLength(PngHeader header)
    {
        long total = 0;
        foreach (var (x, y, dx, dy) in Passes(header))
        {
            var columns = Count(header.Size.Width, x, dx);
            if (columns > 0)
                total += (header.RowBytes(columns) + 1L) * Count(header.Size.Height, y, dy);
        }

        return total;
    }

    private static int Count(int size, int start, int step) => size <= start ? 0 : (size - start + step - 1) / step;

    private static void ReadPass(Stream stream, ImageBytes image, PngExpander expander,
        (int X, int Y, int Dx, int Dy) pass, Raster raster)
    {
        var header = expander.Header;
        var columns = Count(header.Size.Width, pass.X, pass.Dx);
        if (columns == 0)
            return;

        var length = header.RowBytes(columns) + 1;
        var (row, above) = (new byte[length], new byte[length]);
        for (var y = pass.Y; y < header.Size.Height; y += pass.Dy)
        {
            if (stream.ReadAtLeast(row, length, throwOnEndOfStream: false) < length)
                throw image.Damaged($"its pixel data ends at row {y} of {header.Size.Height}");
            if (!PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep))
                throw image.Damaged($"row {y} has the unknown filter {row[0]}");

            var target = raster.Row(y)[(pass.X * raster.PixelBytes)..];
            expander.Expand(row.AsSpan(1), columns, target, pass.Dx * expander.Channels);
            (row, above) = (above, row);
        }
    }
}
