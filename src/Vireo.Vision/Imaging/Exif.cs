using System.Buffers.Binary;

namespace Vireo.Vision.Imaging;

/// <summary>Finds the orientation tag in an EXIF block; a malformed block counts as upright.</summary>
internal static class Exif
{
    private const int OrientationTag = 0x0112;
    private const int ShortType = 3;

    /// <param name="block">The TIFF structure, beginning with its byte order mark.</param>
    /// <param name="image">Told when the block is malformed.</param>
    public static Orientation ReadOrientation(ReadOnlySpan<byte> block, ImageBytes image)
    {
        var found = Find(block);
        if (found is null)
            image.Warn(ImageOddity.MetadataBroken, "its EXIF block is malformed and counts as upright");

        return found ?? Orientation.Upright;
    }

    /// <summary>Nothing when the block is malformed, upright when it has no such tag.</summary>
    private static Orientation? Find(ReadOnlySpan<byte> block)
    {
        if (block.Length < 14)
            return null;

        var big = block[0] == 'M' && block[1] == 'M';
        if (!big && !(block[0] == 'I' && block[1] == 'I'))
            return null;
        if (Short(block, 2, big) != 42)
            return null;

        var directory = big
            ? BinaryPrimitives.ReadUInt32BigEndian(block[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        if (directory > block.Length - 2)
            return null;

        var count = Short(block, (int)directory, big);
        for (var i = 0; i < count; i++)
        {
            var entry = (int)directory + 2 + 12 * i;
            if (entry > block.Length - 12)
                return null;
            if (Short(block, entry, big) != OrientationTag || Short(block, entry + 2, big) != ShortType)
                continue;

            var value = Short(block, entry + 8, big);
            return value is >= 1 and <= 8 ? (Orientation)value : null;
        }

        return Orientation.Upright;
    }

    private static int Short(ReadOnlySpan<byte> block, int offset, bool big) => big
        ? BinaryPrimitives.ReadUInt16BigEndian(block[offset..])
        : BinaryPrimitives.ReadUInt16LittleEndian(block[offset..]);
}
