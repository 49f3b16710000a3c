using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vireo.Vision.Datasets.Splitting;

/// <summary>When a camera took a picture, by the EXIF block of its JPEG.</summary>
public static class ExifTime
{
    private const int Original = 0x9003, Changed = 0x0132, ExifDirectory = 0x8769, Ascii = 2, MostHead = 1 << 18;

    /// <summary>The time of the camera's clock; null where the file does not say.</summary>
    /// <param name="path">Any file; one that cannot be read says nothing.</param>
    public static DateTime? Read(string path)
    {
        var head = new byte[MostHead];
        try
        {
            using var stream = File.OpenRead(path);
            var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return Block(head.AsSpan(0, length)) is { IsEmpty: false } block ? Find(block) : null;
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

    private static DateTime? Find(ReadOnlySpan<byte> block)
    {
        if (block.Length < 8 || (block[0] != 'I' && block[0] != 'M')) return null;
        var big = block[0] == 'M';
        var first = Long(block, 4, big);
        var taken = Entry(block, first, ExifDirectory, big) is { } at
            ? Time(block, Entry(block, Long(block, at + 8, big), Original, big), big) : null;
        return taken ?? Time(block, Entry(block, first, Changed, big), big);
    }

    /// <summary>Where the entry with a tag begins.</summary>
    private static int? Entry(ReadOnlySpan<byte> block, uint directory, int tag, bool big)
    {
        if (directory > block.Length - 2) return null;
        var count = Short(block, (int)directory, big);
        for (var at = (int)directory + 2; count-- > 0 && at <= block.Length - 12; at += 12)
            if (Short(block, at, big) == tag) return at;

        return null;
    }

    private static DateTime? Time(ReadOnlySpan<byte> block, int? entry, bool big)
    {
        if (entry is not { } at || Short(block, at + 2, big) != Ascii || Long(block, at + 4, big) < 19) return null;
        var place = Long(block, at + 8, big);
        if (place > block.Length - 19) return null;
        var text = Encoding.ASCII.GetString(block.Slice((int)place, 19));
        return DateTime.TryParseExact(
            text, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
    }

    private static int Short(ReadOnlySpan<byte> block, int at, bool big) => big
        ? BinaryPrimitives.ReadUInt16BigEndian(block[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);

    private static uint Long(ReadOnlySpan<byte> block, int at, bool big) => big
        ? BinaryPrimitives.ReadUInt32BigEndian(block[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
}
