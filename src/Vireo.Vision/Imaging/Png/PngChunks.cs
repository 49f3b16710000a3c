using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.Png;

/// <summary>The chunks of a PNG file that matter for its pixels.</summary>
/// <remarks>Rules: a critical chunk must have a right checksum, an ancillary one with a wrong one is ignored;
/// an unknown critical chunk is an error; the file must reach its end chunk; what follows that is ignored. Text and
/// profile chunks are never unpacked, so they cannot cost memory.</remarks>
internal sealed class PngChunks
{
    private readonly List<(int Offset, int Length)> _pixelData = [];

    private PngChunks(PngHeader header) => Header = header;

    public PngHeader Header { get; }

    /// <summary>Red, green, blue of each entry; empty without a palette.</summary>
    public ReadOnlyMemory<byte> Palette { get; private set; }

    /// <summary>The tRNS chunk: alpha of palette entries, or the one transparent colour in 16 bits per value.</summary>
    public ReadOnlyMemory<byte> Transparency { get; private set; }

    public Orientation Orientation { get; private set; } = Orientation.Upright;

    /// <summary>Walks the whole file; with <paramref name="headerOnly"/> no pixel data need be there.</summary>
    public static PngChunks Read(ImageBytes image, bool headerOnly = false)
    {
        PngChunks? chunks = null;
        for (var position = 8; ;)
        {
            var (type, offset, length) = Next(image, position);
            position = offset + length + 4;
            var critical = (type >> 24 & 0x20) == 0;
            if (!ChecksumIsRight(image.Data, offset, length))
            {
                if (critical)
                    throw image.DamagedAt(offset - 8, $"the checksum of its {Name(type)} chunk is wrong");
                image.Warn(ImageOddity.ChecksumIgnored,
                    $"the {Name(type)} chunk at byte {offset - 8} has a wrong checksum and is ignored");
                continue;
            }

            if (chunks is null)
            {
                if (type != Code("IHDR"))
                    throw image.Damaged("it does not start with a PNG header");
                chunks = new(PngHeader.Parse(image.Data.AsSpan(offset, length), image));
            }
            else if (type == Code("IEND"))
            {
                if (position < image.Data.Length)
                    image.Warn(ImageOddity.BytesAfterEnd,
                        $"{image.Data.Length - position} bytes follow its end at byte {position}");
                return chunks.Checked(image, headerOnly);
            }
            else
            {
                chunks.Take(type, offset, length, image);
            }
        }
    }

    /// <summary>The compressed pixel data as one stream.</summary>
    public MemoryStream OpenPixelData(ImageBytes image)
    {
        if (_pixelData.Count == 1)
            return new(image.Data, _pixelData[0].Offset, _pixelData[0].Length, writable: false);

        var all = new MemoryStream(_pixelData.Sum(part => part.Length));
        foreach (var (offset, length) in _pixelData)
            all.Write(image.Data, offset, length);
        all.Position = 0;
        return all;
    }

    private static (uint Type, int Offset, int Length) Next(ImageBytes image, int position)
    {
        if (image.Data.Length - position < 12)
            throw image.CutOff("the PNG file ends before its end chunk");

        var length = BinaryPrimitives.ReadUInt32BigEndian(image.Data.AsSpan(position));
        var type = BinaryPrimitives.ReadUInt32BigEndian(image.Data.AsSpan(position + 4));
        if (length > image.Data.Length - position - 12)
            throw image.CutOff(
                $"its {Name(type)} chunk at byte {position} declares {length} bytes, more than the file has");

        return (type, position + 8, (int)length);
    }

    private static bool ChecksumIsRight(byte[] data, int offset, int length) =>
        Crc32.Of(data.AsSpan(offset - 4, length + 4))
        == BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(offset + length));

    private static uint Code(string name) =>
        (uint)name[0] << 24 | (uint)name[1] << 16 | (uint)name[2] << 8 | name[3];

    private static string Name(uint type)
    {
        Span<char> name = stackalloc char[4];
        for (var i = 0; i < 4; i++)
        {
            var letter = (char)(byte)(type >> (24 - 8 * i));
            name[i] = char.IsAsciiLetter(letter) ? letter : '?';
        }

        return new(name);
    }

    private void Take(uint type, int offset, int length, ImageBytes image)
    {
        var body = image.Data.AsMemory(offset, length);
        if (type == Code("IDAT"))
            _pixelData.Add((offset, length));
        else if (type == Code("PLTE"))
            Palette = length > 0 && length <= 768 && length % 3 == 0
                ? body : throw image.Damaged($"its palette has {length} bytes");
        else if (type == Code("tRNS"))
            Transparency = body;
        else if (type == Code("eXIf"))
            Orientation = Exif.ReadOrientation(body.Span, image);
        else if (type == Code("acTL"))
            image.Warn(ImageOddity.MoreFrames, "it is animated; its first picture was read");
        else if ((type >> 24 & 0x20) == 0)
            throw image.Damaged($"it has an unknown critical chunk {Name(type)}");
    }

    private PngChunks Checked(ImageBytes image, bool headerOnly)
    {
        if (headerOnly)
            return this;
        if (_pixelData.Count == 0)
            throw image.Damaged("it has no pixel data");
        if (Header.Colour == PngColour.Palette && Palette.Length == 0)
            throw image.Damaged("its palette is missing");

        var needed = Header.Colour switch { PngColour.Grey => 2, PngColour.Rgb => 6, _ => 0 };
        if (Transparency.Length > 0 && Transparency.Length < needed)
            throw image.Damaged($"its transparency chunk has {Transparency.Length} bytes");
        if (Header.Colour is PngColour.GreyAlpha or PngColour.Rgba)
            Transparency = default;

        return this;
    }
}
