using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vireo.Vision.Imaging;

/// <summary>Finds tags in an EXIF block; of a malformed one nothing is believed.</summary>
internal static class Exif
{
    private const int OrientationTag = 0x0112, ChangedTag = 0x0132, DirectoryTag = 0x8769, TakenTag = 0x9003;
    private const int TextType = 2, ShortType = 3, LongType = 4, TimeLength = 19;

    /// <param name="block">The TIFF structure, beginning with its byte order mark.</param>
    /// <param name="image">Told when the block is malformed: it counts as upright.</param>
    public static Orientation ReadOrientation(ReadOnlySpan<byte> block, ImageBytes image)
    {
        var found = Find(block);
        if (found is null)
            image.Warn(ImageOddity.MetadataBroken, "its EXIF block is malformed and counts as upright");

        return found ?? Orientation.Upright;
    }

    /// <summary>When the picture was taken by the camera's clock, or else changed; null where the block does not
    /// say.</summary>
    /// <param name="block">The TIFF structure, beginning with its byte order mark.</param>
    public static DateTime? ReadTime(ReadOnlySpan<byte> block)
    {
        if (!Open(block, out var big, out var first)) return null;
        DateTime? taken = null;
        if (Find(block, big, first, DirectoryTag, LongType, out var at) && at >= 0
            && Find(block, big, Long(block, at + 8, big), TakenTag, TextType, out at)) taken = Time(block, big, at);
        return taken ?? (Find(block, big, first, ChangedTag, TextType, out at) ? Time(block, big, at) : null);
    }

    /// <summary>Nothing when the block is malformed, upright when it has no such tag.</summary>
    private static Orientation? Find(ReadOnlySpan<byte> block)
    {
        if (!Open(block, out var big, out var first)
            || !Find(block, big, first, OrientationTag, ShortType, out var at)) return null;
        if (at < 0) return Orientation.Upright;
        var value = Short(block, at + 8, big);
        return value is >= 1 and <= 8 ? (Orientation)value : null;
    }

    /// <summary>Byte order and place of the first directory; false when the block is malformed.</summary>
    private static bool Open(ReadOnlySpan<byte> block, out bool big, out uint first)
    {
        (big, first) = (false, 0);
        if (block.Length < 14) return false;
        big = block[0] == 'M' && block[1] == 'M';
        if (!big && !(block[0] == 'I' && block[1] == 'I')) return false;
        if (Short(block, 2, big) != 42) return false;
        first = Long(block, 4, big);
        return true;
    }

    /// <summary>Looks for an entry of a tag and type; −1 when there is none, false when the directory is
    /// malformed.</summary>
    private static bool Find(ReadOnlySpan<byte> block, bool big, uint directory, int tag, int type, out int at)
    {
        at = -1;
        if (directory > block.Length - 2) return false;
        var count = Short(block, (int)directory, big);
        for (var i = 0; i < count; i++)
        {
            var entry = (int)directory + 2 + 12 * i;
            if (entry > block.Length - 12) return false;
            if (Short(block, entry, big) != tag || Short(block, entry + 2, big) != type) continue;
            at = entry;
            return true;
        }

        return true;
    }

    private static DateTime? Time(ReadOnlySpan<byte> block, bool big, int entry)
    {
        if (entry < 0 || Long(block, entry + 4, big) < TimeLength) return null;
        var place = Long(block, entry + 8, big);
        if (place > block.Length - TimeLength) return null;
        var text = Encoding.ASCII.GetString(block.Slice((int)place, TimeLength));
        return DateTime.TryParseExact(
            text, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
    }

    private static int Short(ReadOnlySpan<byte> block, int offset, bool big) => big
        ? BinaryPrimitives.ReadUInt16BigEndian(block[offset..])
        : BinaryPrimitives.ReadUInt16LittleEndian(block[offset..]);

    private static uint Long(ReadOnlySpan<byte> block, int offset, bool big) => big
        ? BinaryPrimitives.ReadUInt32BigEndian(block[offset..])
        : BinaryPrimitives.ReadUInt32LittleEndian(block[offset..]);
}
