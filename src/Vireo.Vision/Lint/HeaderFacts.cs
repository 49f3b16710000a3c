using System.Buffers.Binary;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>Mode, depth, orientation and number of pixels as stored, from the headers of PNG, JPEG and BMP.</summary>
internal readonly record struct HeaderFacts(ImageMode Mode, int Depth, Orientation Orientation, long Pixels)
{
    /// <summary>Reads the headers; what cannot be told stays unknown.</summary>
    public static HeaderFacts Of(ReadOnlySpan<byte> file, ImageFormat format) => format switch
    {
        ImageFormat.Png when file.Length > 26 => new(OfPng(file[25]), file[24], Orientation.Upright,
            (long)BinaryPrimitives.ReadUInt32BigEndian(file[16..]) * BinaryPrimitives.ReadUInt32BigEndian(file[20..])),
        ImageFormat.Jpeg => OfJpeg(file),
        ImageFormat.Bmp => new(ImageMode.Colour, 8, Orientation.Upright, file.Length),
        _ => new(ImageMode.Unknown, 0, Orientation.Upright, file.Length),
    };

    private static ImageMode OfPng(byte colour) => colour switch
    {
        0 => ImageMode.Grey,
        4 => ImageMode.GreyAlpha,
        6 => ImageMode.ColourAlpha,
        _ => ImageMode.Colour,
    };

    private static HeaderFacts OfJpeg(ReadOnlySpan<byte> file)
    {
        var orientation = Orientation.Upright;
        var seen = false;
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length) break;
            var body = file.Slice(at + 4, length - 2);
            if (marker == 0xE1 && !seen && body.StartsWith("Exif\0"u8) && body.Length > 6)
                (seen, orientation) = (true, OfExif(body[6..]));
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && body.Length > 5)
            {
                var mode = body[5] switch { 1 => ImageMode.Grey, 4 => ImageMode.Inks, _ => ImageMode.Colour };
                return new(mode, body[0], orientation, (long)BinaryPrimitives.ReadUInt16BigEndian(body[1..])
                    * BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
            }

            at += 2 + length;
        }

        return new(ImageMode.Unknown, 0, orientation, file.Length);
    }

    private static Orientation OfExif(ReadOnlySpan<byte> block)
    {
        var big = block.StartsWith("MM"u8);
        if (block.Length < 14 || (!big && !block.StartsWith("II"u8))) return Orientation.Upright;
        var first = big ? BinaryPrimitives.ReadUInt32BigEndian(block[4..])
            : BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        if (first > block.Length - 2) return Orientation.Upright;
        var entries = block[(int)first..];
        var count = Short(entries, big);
        for (var i = 0; i < count && 14 + 12 * i <= entries.Length; i++)
        {
            var entry = entries[(2 + 12 * i)..];
            if (Short(entry, big) != 0x0112 || Short(entry[2..], big) != 3) continue;
            return Short(entry[8..], big) is >= 1 and <= 8 and var value ? (Orientation)value : Orientation.Upright;
        }

        return Orientation.Upright;
    }

    private static int Short(ReadOnlySpan<byte> block, bool big) => big
        ? BinaryPrimitives.ReadUInt16BigEndian(block) : BinaryPrimitives.ReadUInt16LittleEndian(block);
}
