using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.Png;

/// <summary>The first chunk of a PNG file, checked.</summary>
internal readonly record struct PngHeader(ImageSize Size, int BitDepth, PngColour Colour, bool Interlaced)
{
    /// <summary>Values per pixel in the stream: 1 for grey and palette.</summary>
    public int Samples => Colour switch
    {
        PngColour.GreyAlpha => 2,
        PngColour.Rgb => 3,
        PngColour.Rgba => 4,
        _ => 1,
    };

    /// <summary>Type of the values of the result.</summary>
    public PixelDepth Depth => BitDepth == 16 ? PixelDepth.U16 : PixelDepth.U8;

    /// <summary>Distance of the filters' "left" neighbour, in bytes.</summary>
    public int FilterStep => Math.Max(1, Samples * BitDepth / 8);

    /// <summary>Bytes of a packed row of that many pixels, without the filter byte.</summary>
    public int RowBytes(int width) => checked((int)(((long)width * Samples * BitDepth + 7) / 8));

    public static PngHeader Parse(ReadOnlySpan<byte> body, ImageBytes image)
    {
        if (body.Length != 13)
            throw image.Damaged($"the PNG header has {body.Length} bytes instead of 13");

        var size = image.CheckedSize(
            BinaryPrimitives.ReadUInt32BigEndian(body), BinaryPrimitives.ReadUInt32BigEndian(body[4..]));
        int depth = body[8], colour = body[9];
        var valid = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!valid || body[10] != 0 || body[11] != 0 || body[12] > 1)
            throw image.Damaged($"the PNG header is not valid (colour type {colour}, bit depth {depth}, "
                + $"compression {body[10]}, filter {body[11]}, interlace {body[12]})");

        return new(size, depth, (PngColour)colour, body[12] == 1);
    }
}
