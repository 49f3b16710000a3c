using System.Buffers.Binary;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Splitting;

/// <summary>When a camera took a picture, by the EXIF block of its JPEG.</summary>
public static class ExifTime
{
    private const int MostHead = 1 << 18;

    /// <summary>The time of the camera's clock; null where the file does not say.</summary>
    /// <param name="path">Any file; one that cannot be read says nothing.</param>
    public static DateTime? Read(string path)
    {
        var head = new byte[MostHead];
        try
        {
            using var stream = File.OpenRead(path);
            var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return Block(head.AsSpan(0, length)) is { IsEmpty: false } block ? Exif.ReadTime(block) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The TIFF structure in the first APP1 segment that has one.</summary>
    private static ReadOnlySpan<byte> Block(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8])) return default;
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] is not (0xDA or 0xD9);)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length) return default;
            var content = file.Slice(at + 4, length - 2);
            if (file[at + 1] == 0xE1 && content.StartsWith("Exif\0\0"u8)) return content[6..];
            at += 2 + length;
        }

        return default;
    }
}
