namespace Vireo.Vision.Imaging.Gif;

/// <summary>What the blocks of a GIF say about its canvas and its first frame.</summary>
internal sealed record GifFrame
{
    /// <summary>Size of the canvas.</summary>
    public required ImageSize Canvas { get; init; }

    /// <summary>Where the frame lies on it.</summary>
    public required PixelRegion Region { get; init; }

    /// <summary>Red, green, blue of each index; empty where there is no table: then an index is a grey.</summary>
    public required ReadOnlyMemory<byte> Palette { get; init; }

    /// <summary>The index that lets the canvas through, or −1.</summary>
    public required int Transparent { get; init; }

    public required bool Interlaced { get; init; }

    /// <summary>Bits of a plain index in the coded data.</summary>
    public required int IndexBits { get; init; }

    /// <summary>First block of the coded data.</summary>
    public required int DataStart { get; init; }

    /// <summary>3, or 4 where the canvas shows.</summary>
    public int Channels => Transparent >= 0 || Region != Canvas.Whole ? 4 : 3;

    public static GifFrame Parse(ImageBytes image)
    {
        var data = image.Data;
        if (data.Length < 13)
            throw image.CutOff("the file ends within the GIF header");

        var canvas = image.CheckedSize(U16(data, 6), U16(data, 8));
        var position = 13;
        var shared = Table(image, data[10], ref position);
        var transparent = -1;
        while (true)
        {
            var kind = position < data.Length ? data[position] : -1;
            if (kind == 0x2C)
                return ReadFrame(image, canvas, shared, transparent, position + 1);
            if (kind < 0)
                throw image.CutOff("the GIF file ends before a frame");
            if (kind != 0x21)
                throw image.DamagedAt(position, "it has no frame");
            if (position + 2 > data.Length)
                throw image.CutOff("the GIF file ends within an extension");

            if (data[position + 1] == 0xF9 && position + 8 <= data.Length && data[position + 2] == 4)
                transparent = (data[position + 3] & 1) != 0 ? data[position + 6] : -1;
            position = AfterBlocks(data, position + 2) ?? throw image.CutOff("an extension is cut off");
        }
    }

    /// <summary>The position behind a chain of blocks, or nothing when the file ends before.</summary>
    public static int? AfterBlocks(byte[] data, int position)
    {
        while (position < data.Length && data[position] != 0)
            position += data[position] + 1;

        return position < data.Length ? position + 1 : null;
    }

    private static GifFrame ReadFrame(
        ImageBytes image, ImageSize canvas, ReadOnlyMemory<byte> shared, int transparent, int position)
    {
        var data = image.Data;
        if (position + 10 > data.Length)
            throw image.CutOff("the file ends within the header of a frame");

        var size = image.CheckedSize(U16(data, position + 4), U16(data, position + 6));
        var region = new PixelRegion(U16(data, position), U16(data, position + 2), size.Width, size.Height);
        if (!region.FitsIn(canvas))
            throw image.DamagedAt(position, $"its first frame {region} lies outside of the canvas of {canvas}");

        var flags = data[position + 8];
        position += 9;
        var own = Table(image, flags, ref position);
        if (position >= data.Length || data[position] is < 1 or > 8)
            throw image.DamagedAt(position, "the size of its codes is missing or out of range");

        return new()
        {
            Canvas = canvas, Region = region, Palette = own.Length > 0 ? own : shared, Transparent = transparent,
            Interlaced = (flags & 0x40) != 0, IndexBits = data[position], DataStart = position + 1,
        };
    }

    private static ReadOnlyMemory<byte> Table(ImageBytes image, byte flags, ref int position)
    {
        if ((flags & 0x80) == 0)
            return default;

        var length = 3 << ((flags & 7) + 1);
        if (position + length > image.Data.Length)
            throw image.CutOff("the file ends within a palette");
        position += length;
        return image.Data.AsMemory(position - length, length);
    }

    private static int U16(byte[] data, int at) => data[at] | data[at + 1] << 8;
}
