using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.WebP;

/// <summary>The container of a WebP file: canvas, first frame and orientation.</summary>
internal sealed record WebPFile(ImageSize Canvas, WebPFrame Frame, Orientation Orientation)
{
    private const int FrameHeader = 16;

    /// <summary>3, or 4 where there is alpha or the canvas shows beside the frame.</summary>
    public int Channels => Frame.HasAlpha || Frame.Size != Canvas ? 4 : 3;

    public static WebPFile Parse(ImageBytes image)
    {
        var data = image.Data;
        var end = Math.Min(data.Length, 8L + BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4)));
        if (end < 8L + BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4)))
            throw image.CutOff("the WebP file is shorter than its header says");

        (ImageSize? canvas, WebPFrame? frame, var orientation) = (null, null, Orientation.Upright);
        var (alphaStart, alphaLength) = (0, 0);
        foreach (var (name, start, length) in Chunks(image, 12, (int)end))
            switch (name)
            {
                case "VP8X" when canvas is null && length >= 10:
                    canvas = image.CheckedSize(U24(data, start + 4) + 1L, U24(data, start + 7) + 1L);
                    if ((data[start] & 2) != 0)
                        image.Warn(ImageOddity.MoreFrames, "it is animated; its first frame was read");
                    break;
                case "ALPH" when frame is null:
                    (alphaStart, alphaLength) = (start, length);
                    break;
                case "VP8 " or "VP8L" when frame is null:
                    frame = Picture(image, name, start, length, alphaStart, alphaLength);
                    break;
                case "ANMF" when frame is null && length >= FrameHeader:
                    frame = Animated(image, start, length);
                    break;
                case "EXIF":
                    orientation = ReadOrientation(image, start, length);
                    break;
            }

        var found = frame ?? throw image.Damaged("it holds no picture");
        var size = canvas ?? found.Size;
        if (!new PixelRegion(found.X, found.Y, found.Size.Width, found.Size.Height).FitsIn(size))
            throw image.Damaged($"its picture of {found.Size} leaves its canvas of {size}");
        return new(size, found, orientation);
    }

    private static IEnumerable<(string Name, int Start, int Length)> Chunks(ImageBytes image, int position, int end)
    {
        while (position + 8 <= end)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(image.Data.AsSpan(position + 4));
            if (length > end - position - 8)
                throw image.DamagedAt(position, $"a chunk declares {length} bytes, more than the file has");

            var name = string.Create(4, (image.Data, position), static (letters, place) =>
            {
                for (var i = 0; i < 4; i++)
                    letters[i] = (char)place.Data[place.position + i];
            });
            yield return (name, position + 8, (int)length);
            position += 8 + (int)length + ((int)length & 1);
        }
    }

    private static WebPFrame Animated(ImageBytes image, int start, int length)
    {
        var data = image.Data;
        var declared = image.CheckedSize(U24(data, start + 6) + 1L, U24(data, start + 9) + 1L);
        var (alphaStart, alphaLength) = (0, 0);
        foreach (var (name, at, count) in Chunks(image, start + FrameHeader, start + length))
        {
            if (name == "ALPH")
                (alphaStart, alphaLength) = (at, count);
            if (name is not ("VP8 " or "VP8L"))
                continue;

            var frame = Picture(image, name, at, count, alphaStart, alphaLength) with
            {
                X = 2 * U24(data, start), Y = 2 * U24(data, start + 3),
            };
            return frame.Size == declared ? frame
                : throw image.DamagedAt(at, $"a frame of {declared} holds a picture of {frame.Size}");
        }

        throw image.DamagedAt(start, "its first frame holds no picture");
    }

    private static WebPFrame Picture(
        ImageBytes image, string name, int start, int length, int alphaStart, int alphaLength)
    {
        var data = image.Data.AsSpan(start, length);
        if (name == "VP8L")
        {
            if (length < 5 || data[0] != 0x2F || data[4] >> 5 != 0)
                throw image.DamagedAt(start, "the header of its lossless picture is malformed");
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            var size = image.CheckedSize((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
            return new(size, 0, 0, start, length, true, 0, 0, (bits >> 28 & 1) != 0);
        }

        if (length < 10 || (data[0] & 1) != 0 || data[3] != 0x9D || data[4] != 0x01 || data[5] != 0x2A)
            throw image.DamagedAt(start, "the header of its lossy picture is malformed");
        var lossy = image.CheckedSize(
            BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF,
            BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF);
        return new(lossy, 0, 0, start, length, false, alphaStart, alphaLength, alphaLength > 0);
    }

    private static Orientation ReadOrientation(ImageBytes image, int start, int length)
    {
        var block = image.Data.AsSpan(start, length);
        // Some writers keep the letters that the block has in JPEG files.
        return Exif.ReadOrientation(block.StartsWith("Exif\0"u8) && length > 6 ? block[6..] : block, image);
    }

    private static int U24(byte[] data, int at) => data[at] | data[at + 1] << 8 | data[at + 2] << 16;
}
