using System.IO.Compression;

namespace Vireo.Vision.Imaging.Tiff;

/// <summary>Reads the first page of TIFF and BigTIFF: strips and tiles, plain, LZW, deflate and PackBits.</summary>
/// <remarks>Adobe, TIFF 6.0 and its supplements 1 and 2 and technical note 3. 1 to 16 bits and floating point of 16,
/// 32 and 64 bits; grey, colour, palette and inks, with alpha. More than 8 bits are spread over 16. Strict: strips that
/// are missing or end early and codes that do not exist are errors.</remarks>
internal static class TiffDecoder
{
    /// <summary>Below this many bytes a false claim costs too little to be checked.</summary>
    private const long FreeBytes = 4_000_000;

    public static Frame Decode(ImageBytes image)
    {
        var directory = TiffDirectory.Parse(image);
        var layout = TiffLayout.Parse(image, directory);
        var tiled = directory.Has(TiffTag.TileOffsets);
        var (offsets, lengths) = tiled
            ? (TiffTag.TileOffsets, TiffTag.TileByteCounts) : (TiffTag.StripOffsets, TiffTag.StripByteCounts);
        var planes = layout.IsPlanar ? layout.Samples : 1;
        var perPlane = (long)layout.TilesAcross * layout.TilesDown;
        if (directory.Count(offsets) < perPlane * planes)
            throw image.Damaged($"{perPlane * planes} strips or tiles are needed and {directory.Count(offsets)} are there");
        CheckClaim(image, layout, perPlane * planes);

        var raster = image.NewRaster(layout.Size, layout.Channels, layout.Depth);
        var samples = new TiffSamples(layout, raster, Palette(directory, layout));
        var buffer = image.NewBytes(layout.RowBytes * layout.Tile.Height);
        for (var plane = 0; plane < Math.Min(planes, layout.Channels); plane++)
            for (var index = 0; index < perPlane; index++)
            {
                var (column, row) = (index % layout.TilesAcross, index / layout.TilesAcross);
                var rows = Math.Min(layout.Tile.Height, layout.Size.Height - row * layout.Tile.Height);
                var part = buffer.AsSpan(0, (int)layout.RowBytes * (tiled ? layout.Tile.Height : rows));
                var number = plane * perPlane + index;
                Unpack(image, layout, Packed(image, directory, offsets, lengths, number, part.Length), part, number);
                Write(layout, samples, part, plane, column * layout.Tile.Width, row * layout.Tile.Height);
            }

        if (layout is { HasAlpha: true, IsPremultiplied: true, Channels: 2 or 4 })
            samples.Straighten();
        return new(raster, layout.Orientation);
    }

    public static ImageInfo ReadInfo(ImageBytes image)
    {
        var layout = TiffLayout.Parse(image, TiffDirectory.Parse(image));
        return new(ImageFormat.Tiff, layout.Size, layout.Channels, layout.Depth, layout.Orientation);
    }

    /// <summary>Refuses sizes that the file's bytes cannot hold, before memory is taken.</summary>
    private static void CheckClaim(ImageBytes image, TiffLayout layout, long parts)
    {
        var needed = layout.RowBytes * layout.Tile.Height * parts;
        long expansion = layout.Compression switch
        {
            TiffCompression.None => 1,
            TiffCompression.PackBits => 64,
            TiffCompression.Deflate => 1032,
            _ => 2731,
        };
        // Strips may share their bytes and the last may be short: only the absurd is refused here.
        if (needed > FreeBytes && needed / 4 > image.Data.Length * expansion)
            throw image.Damaged($"its {image.Data.Length} bytes cannot hold {layout.Size} pixels");
    }

    private static byte[] Palette(TiffDirectory directory, TiffLayout layout)
    {
        if (layout.Photometric != 3)
            return [];

        var entries = 1 << layout.Bits;
        var words = new int[3 * entries];
        for (var i = 0; i < words.Length; i++)
            words[i] = (int)(directory.Value(TiffTag.ColorMap, i) ?? 0);
        // Some writers store 8 bits where 16 are meant.
        var narrow = words.All(word => word < 256);
        var palette = new byte[3 * entries];
        for (var i = 0; i < palette.Length; i++)
        {
            var word = words[i % 3 * entries + i / 3];
            // Some write v · 256 and some v · 257: the upper byte is v either way.
            palette[i] = (byte)(narrow ? word : word >> 8);
        }

        return palette;
    }

    private static ReadOnlySpan<byte> Packed(ImageBytes image, TiffDirectory directory,
        TiffTag offsets, TiffTag lengths, long number, int unpacked)
    {
        var offset = directory.Value(offsets, number) ?? long.MaxValue;
        var length = directory.Value(lengths, number) ?? unpacked;
        if (offset > image.Data.Length || length > image.Data.Length - offset)
            throw image.Damaged($"strip or tile {number} lies outside of the file");

        return image.Data.AsSpan((int)offset, (int)length);
    }

    private static void Unpack(
        ImageBytes image, TiffLayout layout, ReadOnlySpan<byte> packed, Span<byte> part, long number)
    {
        var written = layout.Compression switch
        {
            TiffCompression.None => Copy(packed, part),
            TiffCompression.PackBits => UnpackBits(packed, part),
            TiffCompression.Lzw => new LzwDecoder(8, isTiff: true).Decode(packed, part),
            _ => Inflate(packed, part),
        };
        if (written < part.Length)
            throw image.Damaged(written < 0 ? $"the coded data of strip or tile {number} is broken"
                : $"strip or tile {number} ends after {written} of {part.Length} bytes");

        if (layout.Predictor > 1)
            for (var start = 0; start < part.Length; start += (int)layout.RowBytes)
                TiffPredictor.Undo(layout, part.Slice(start, (int)layout.RowBytes));
    }

    private static int Copy(ReadOnlySpan<byte> packed, Span<byte> part)
    {
        var length = Math.Min(packed.Length, part.Length);
        packed[..length].CopyTo(part);
        return length;
    }

    /// <summary>A count n of 0..127 is followed by n + 1 bytes, −127..−1 by one that comes 1 − n times.</summary>
    private static int UnpackBits(ReadOnlySpan<byte> packed, Span<byte> part)
    {
        var written = 0;
        for (var at = 0; at < packed.Length && written < part.Length;)
        {
            var count = (sbyte)packed[at++];
            if (count >= 0)
            {
                var length = Math.Min(Math.Min(count + 1, packed.Length - at), part.Length - written);
                packed.Slice(at, length).CopyTo(part[written..]);
                (at, written) = (at + count + 1, written + length);
            }
            else if (count != -128 && at < packed.Length)
            {
                var length = Math.Min(1 - count, part.Length - written);
                part.Slice(written, length).Fill(packed[at++]);
                written += length;
            }
        }

        return written;
    }

    private static int Inflate(ReadOnlySpan<byte> packed, Span<byte> part)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            return stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            return -1;
        }
    }

    private static void Write(TiffLayout layout, TiffSamples samples, ReadOnlySpan<byte> part, int plane, int x, int y)
    {
        var columns = Math.Min(layout.Tile.Width, layout.Size.Width - x);
        var rows = Math.Min(layout.Tile.Height, layout.Size.Height - y);
        for (var row = 0; row < rows; row++)
            samples.Write(part.Slice(row * (int)layout.RowBytes, (int)layout.RowBytes), plane, x, y + row, columns);
    }
}
