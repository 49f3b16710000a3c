using System.Buffers.Binary;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>Tells from a file's structure whether its end is missing, without decoding: a decoder that makes do
/// with half a picture would not tell.</summary>
internal static class FileEnd
{
    /// <summary>What is missing, in words; nothing when the end is there or the format has none.</summary>
    public static string? Missing(ReadOnlySpan<byte> file, ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => OfJpeg(file),
        ImageFormat.Png => OfPng(file),
        ImageFormat.Gif => file.TrimEnd((byte)0) is [.., 0x3B] ? null : "the GIF ends without its trailer",
        ImageFormat.WebP => Shorter(file, file.Length < 8 ? long.MaxValue
            : BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L),
        ImageFormat.Bmp => OfBitmap(file),
        _ => null,
    };

    private static string? OfJpeg(ReadOnlySpan<byte> file)
    {
        var scanned = false;
        for (var at = 2; at < file.Length;)
        {
            var step = file[at..].IndexOf((byte)0xFF);
            if (step < 0) break;
            at += step + 1;
            while (at < file.Length && file[at] == 0xFF) at++;
            if (at >= file.Length) break;
            var marker = file[at++];
            if (marker == 0xD9 && scanned) return null;
            if (marker is 0 or 1 or (>= 0xD0 and <= 0xD9) || (scanned && marker < 0xC0)) continue;
            if (at + 2 > file.Length) break;
            scanned |= marker == 0xDA;
            at += BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
        }

        return "the JPEG ends before its end marker";
    }

    private static string? OfPng(ReadOnlySpan<byte> file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]);
            if (file.Slice((int)at + 4, 4).SequenceEqual("IEND"u8)) return null;
            at += 12L + length;
        }

        return "the PNG ends before its end chunk";
    }

    private static string? OfBitmap(ReadOnlySpan<byte> file)
    {
        if (file.Length < 34) return "the BMP ends within its header";
        var pixels = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) < 40) return null;
        var width = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[18..]));
        var height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..]));
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(file[30..]) is not (0 or 3);
        if (packed || width > 1 << 20 || height > 1 << 20) return null;
        return Shorter(file, pixels + (width * bits + 31) / 32 * 4 * height);
    }

    private static string? Shorter(ReadOnlySpan<byte> file, long wanted) =>
        file.Length >= wanted ? null : $"it has {file.Length} bytes, its header speaks of {wanted}";
}
