using System.Buffers.Binary;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Png;

namespace Vireo.Vision.Datasets.Images;

/// <summary>A mask as it is stored: one value for each pixel, of a palette the index and not the colour.</summary>
public sealed class MaskImage
{
    private const long MostBytes = 1L << 30;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
    private readonly byte[] _values;

    /// <summary>Takes values over as a mask.</summary>
    /// <param name="size">Width and height.</param>
    /// <param name="values"><c>[H, W]</c>.</param>
    /// <exception cref="ArgumentException">Their number is not that of the pixels.</exception>
    public MaskImage(ImageSize size, byte[] values)
    {
        if (values.LongLength != (long)size.Width * size.Height)
            throw new ArgumentException($"{values.LongLength} values for a mask of {size}", nameof(values));

        (Size, _values) = (size, values);
    }

    /// <summary>Width and height.</summary>
    public ImageSize Size { get; }

    /// <summary>The values, <c>[H, W]</c>.</summary>
    public ReadOnlySpan<byte> Values => _values;

    /// <summary>Reads a PNG (grey or palette, up to 8 bits) or a grey BMP.</summary>
    /// <exception cref="BadDataException"><c>VIR1051</c>: it is coloured, has 16 bits, or cannot be opened; or the
    /// image itself is damaged.</exception>
    public static MaskImage Read(string path)
    {
        var bytes = ReadAll(path);
        if (!bytes.AsSpan().StartsWith(Signature))
            return Grey(ImageFile.Read(bytes, name: path).ToImage(), path);
        // The header comes first and has a fixed form; anything else is for the decoder to refuse.
        if (bytes.Length < 33 || !bytes.AsSpan(12, 4).SequenceEqual("IHDR"u8)) return Plain(bytes, path, 1);
        int depth = bytes[24], colour = bytes[25];
        if (depth > 8) throw Bad(path, "has 16 bits; wanted are 8");
        if (depth is not (1 or 2 or 4 or 8)) return Plain(bytes, path, 1); // The decoder knows no such depth.
        return colour switch
        {
            0 => Plain(bytes, path, 255 / ((1 << depth) - 1)),
            3 => Plain(PaletteAsGrey(bytes), path, 255 / ((1 << depth) - 1)),
            _ => Grey(ImageFile.Read(bytes, name: path).ToImage(), path),
        };
    }

    /// <summary>Class of each pixel; those of no class become 255.</summary>
    /// <param name="coding">What the values mean.</param>
    public byte[] Classes(MaskCoding coding)
    {
        var classes = (byte[])_values.Clone();
        if (coding != MaskCoding.Binary) return classes;
        foreach (ref var value in classes.AsSpan()) value = value switch { 0 => 0, 255 => 1, _ => 255 };
        return classes;
    }

    /// <summary>Number of pixels of each value.</summary>
    public long[] Histogram()
    {
        var counts = new long[256];
        foreach (var value in _values) counts[value]++;
        return counts;
    }

    /// <summary>The mask as a PNG: grey, or with a palette whose colours only show it.</summary>
    /// <param name="palette">Colour of each value; empty for grey. Values beyond it are not allowed.</param>
    /// <exception cref="ArgumentException">A value has no colour.</exception>
    public byte[] EncodePng(IReadOnlyList<Rgb>? palette = null)
    {
        var grey = ImageFile.EncodePng(new Image(Size.Width, Size.Height, 1, _values));
        if (palette is not { Count: > 0 }) return grey;
        if (_values.Max() >= palette.Count)
            throw new ArgumentException($"the value {_values.Max()} has no colour among {palette.Count}",
                nameof(palette));

        byte[] colours = [.. palette.Take(256).SelectMany(colour => (byte[])[colour.R, colour.G, colour.B])];
        var header = grey.AsSpan(16, 13).ToArray();
        header[9] = 3;
        return [.. Signature, .. Chunk("IHDR"u8, header), .. Chunk("PLTE"u8, colours), .. grey.AsSpan(33)];
    }

    // An index is what a grey picture of the same bits would show: the palette is taken out, the rest is left as it is.
    private static byte[] PaletteAsGrey(byte[] png)
    {
        using var result = new MemoryStream();
        result.Write(Signature);
        var header = png.AsSpan(16, 13).ToArray();
        header[9] = 0;
        result.Write(Chunk("IHDR"u8, header));
        for (var at = 33; at < png.Length;)
        {
            var rest = png.AsSpan(at);
            var length = rest.Length < 12 ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(rest);
            // What is cut off is passed on: the decoder says so.
            var size = length > rest.Length - 12 ? rest.Length : (int)length + 12;
            var name = rest.Length >= 8 ? rest.Slice(4, 4) : default;
            if (!name.SequenceEqual("PLTE"u8) && !name.SequenceEqual("tRNS"u8)) result.Write(rest[..size]);
            at += size;
        }

        return result.ToArray();
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)content.Length);
        name.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8),
            Crc32.Of(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    private static MaskImage Plain(byte[] bytes, string path, int scale)
    {
        var image = ImageFile.Read(bytes, new() { ApplyOrientation = false }, path).ToImage(1);
        var values = image.Pixels.ToArray();
        if (scale > 1) foreach (ref var value in values.AsSpan()) value = (byte)(value / scale);
        return new(image.Size, values);
    }

    private static MaskImage Grey(Image image, string path)
    {
        var values = new byte[image.Width * image.Height];
        var pixels = image.Pixels;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = pixels[3 * i];
            if (pixels[3 * i] != pixels[3 * i + 1] || pixels[3 * i] != pixels[3 * i + 2])
                throw Bad(path, "is coloured, so that no value says the class");
        }

        return new(image.Size, values);
    }

    private static BadDataException Bad(string path, string reason) =>
        new("VIR1051", $"{path}: the mask {reason}. Save it as a grey or palette PNG with the class as value.");

    private static byte[] ReadAll(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw Bad(path, $"has over {MostBytes} bytes");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException("VIR1051", $"{path}: the mask cannot be read: {e.Message}", e);
        }
    }
}
