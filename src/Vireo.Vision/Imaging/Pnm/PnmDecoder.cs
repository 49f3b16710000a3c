using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.Pnm;

/// <summary>Reads PBM, PGM, PPM (text and binary, up to 16 bits) and PFM.</summary>
/// <remarks>Values are spread over the whole range: 255 or 65535 for the file's largest. In PBM 1 is black. PFM is
/// floating point with rows from the bottom. Of several pictures in one file the first is read. Strict: missing values
/// are errors.</remarks>
internal static class PnmDecoder
{
    public static Raster Decode(ImageBytes image)
    {
        var header = PnmHeader.Parse(image);
        var raster = image.NewRaster(header.Size, header.Channels, header.Depth);
        if (header.Kind is 'f' or 'F')
            ReadFloats(image, header, raster);
        else if (header.Kind == '4')
            ReadBits(image, header, raster);
        else if (header.Kind < '4')
            ReadText(image, header, raster);
        else
            ReadBinary(image, header, raster);

        return raster;
    }

    public static ImageInfo ReadInfo(ImageBytes image)
    {
        var header = PnmHeader.Parse(image);
        return new(ImageFormat.Pnm, header.Size, header.Channels, header.Depth, Orientation.Upright);
    }

    private static ReadOnlySpan<byte> Body(ImageBytes image, PnmHeader header, long length)
    {
        var present = image.Data.Length - header.Start;
        return length <= present ? image.Data.AsSpan(header.Start, (int)length)
            : throw image.DamagedAt(image.Data.Length, $"its pixels need {length} bytes and the file has {present}");
    }

    private static void ReadFloats(ImageBytes image, PnmHeader header, Raster raster)
    {
        var values = header.Size.Width * header.Channels;
        var body = Body(image, header, 4L * values * header.Size.Height);
        var floats = raster.Floats;
        for (var y = 0; y < header.Size.Height; y++)
        {
            var row = body.Slice((header.Size.Height - 1 - y) * values * 4, values * 4);
            for (var i = 0; i < values; i++)
                floats[y * values + i] = header.LittleEndian
                    ? BinaryPrimitives.ReadSingleLittleEndian(row[(4 * i)..])
                    : BinaryPrimitives.ReadSingleBigEndian(row[(4 * i)..]);
        }
    }

    private static void ReadBits(ImageBytes image, PnmHeader header, Raster raster)
    {
        var stride = (header.Size.Width + 7) / 8;
        var body = Body(image, header, (long)stride * header.Size.Height);
        for (var y = 0; y < header.Size.Height; y++)
        {
            var row = raster.Row(y);
            for (var x = 0; x < row.Length; x++)
                row[x] = (body[y * stride + (x >> 3)] >> (7 - (x & 7)) & 1) != 0 ? (byte)0 : (byte)255;
        }
    }

    private static void ReadBinary(ImageBytes image, PnmHeader header, Raster raster)
    {
        var count = (long)header.Size.Width * header.Size.Height * header.Channels;
        var wide = header.Largest > 255;
        var body = Body(image, header, wide ? 2 * count : count);
        if (header.Largest == 255)
        {
            body.CopyTo(raster.Pixels);
            return;
        }

        for (var i = 0; i < count; i++)
            Store(raster, header, i, wide ? BinaryPrimitives.ReadUInt16BigEndian(body[(2 * i)..]) : body[i]);
    }

    private static void ReadText(ImageBytes image, PnmHeader header, Raster raster)
    {
        var count = (long)header.Size.Width * header.Size.Height * header.Channels;
        var text = new PnmText(image, header.Start);
        for (var i = 0; i < count; i++)
        {
            // The digits of PBM need no space between them.
            var value = header.Kind == '1' ? 1 - text.Digit() : text.Number();
            if (value < 0 || value > header.Largest)
                throw image.DamagedAt(text.Position, $"a value is {value} and the largest is {header.Largest}");
            Store(raster, header, i, value);
        }
    }

    private static void Store(Raster raster, PnmHeader header, int index, int value)
    {
        var largest = (uint)header.Largest;
        var clipped = Math.Min((uint)value, largest);
        if (raster.Depth == PixelDepth.U16)
            raster.Words[index] = (ushort)((clipped * 65535u + largest / 2) / largest);
        else
            raster.Pixels[index] = (byte)((clipped * 255 + largest / 2) / largest);
    }
}
