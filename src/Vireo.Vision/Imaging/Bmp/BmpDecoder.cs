using System.Buffers.Binary;
using System.Numerics;

namespace Vireo.Vision.Imaging.Bmp;

/// <summary>Reads bitmaps of 1 to 32 bits: plain, run-length coded and with bit fields.</summary>
/// <remarks>Strict: missing pixels, runs that leave their row and palette indices without an entry are errors. Alpha
/// counts only where a mask declares it, and not if it is zero everywhere.</remarks>
internal static class BmpDecoder
{
    public static Raster Decode(ImageBytes image)
    {
        var header = BmpHeader.Parse(image);
        if (header.Compression is 1 or 2)
            return Coloured(image, header, BmpRunLengths.Decode(image, header));

        var needed = header.RowBytes * header.Size.Height;
        var present = image.Data.Length - header.PixelOffset;
        if (needed > present)
            throw image.CutOff($"its pixels need {needed} bytes and the file has {present}");

        return header.Bits switch
        {
            <= 8 => Coloured(image, header, Unpack(image, header)),
            24 => ReadPlain(image, header),
            _ => ReadFields(image, header),
        };
    }

    /// <summary>Of 16 and 32 bits the pixels alone tell whether alpha counts; the mask's promise is returned.</summary>
    public static ImageInfo ReadInfo(ImageBytes image)
    {
        var header = BmpHeader.Parse(image);
        var channels = header.Bits is 16 or 32 && header.Masks.Alpha != 0 ? 4 : 3;
        return new(ImageFormat.Bmp, header.Size, channels, PixelDepth.U8, Orientation.Upright);
    }

    private static ReadOnlySpan<byte> StoredRow(ImageBytes image, BmpHeader header, int y)
    {
        var stored = header.TopDown ? y : header.Size.Height - 1 - y;
        return image.Data.AsSpan(checked((int)(header.PixelOffset + header.RowBytes * stored)), (int)header.RowBytes);
    }

    private static byte[] Unpack(ImageBytes image, BmpHeader header)
    {
        var (width, height) = (header.Size.Width, header.Size.Height);
        var indices = image.NewBytes((long)width * height);
        var bits = header.Bits;
        var mask = (1 << bits) - 1;
        for (var y = 0; y < height; y++)
        {
            var row = StoredRow(image, header, y);
            var result = indices.AsSpan(y * width, width);
            for (var x = 0; x < width; x++)
            {
                var bit = (long)x * bits;
                result[x] = (byte)((row[(int)(bit >> 3)] >> (8 - bits - (int)(bit & 7))) & mask);
            }
        }

        return indices;
    }

    private static Raster Coloured(ImageBytes image, BmpHeader header, byte[] indices)
    {
        var palette = header.Palette.Span;
        var step = header.PaletteStep;
        var colours = palette.Length / step;
        var raster = image.NewRaster(header.Size, 3);
        var pixels = raster.Pixels;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] >= colours)
                throw image.Damaged($"it uses palette entry {indices[i]} of {colours}");
            var entry = palette.Slice(indices[i] * step, 3);
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = (entry[2], entry[1], entry[0]);
        }

        return raster;
    }

    private static Raster ReadPlain(ImageBytes image, BmpHeader header)
    {
        var (width, height) = (header.Size.Width, header.Size.Height);
        var raster = image.NewRaster(header.Size, 3);
        var pixels = raster.Pixels;
        for (var y = 0; y < height; y++)
        {
            var row = StoredRow(image, header, y);
            var result = pixels.AsSpan(y * width * 3, width * 3);
            for (var i = 0; i < result.Length; i += 3)
                (result[i], result[i + 1], result[i + 2]) = (row[i + 2], row[i + 1], row[i]);
        }

        return raster;
    }

    private static Raster ReadFields(ImageBytes image, BmpHeader header)
    {
        var (width, height) = (header.Size.Width, header.Size.Height);
        var (red, green, blue, alpha) =
            (new Field(header.Masks.Red), new Field(header.Masks.Green), new Field(header.Masks.Blue),
            new Field(header.Masks.Alpha));
        var raster = image.NewRaster(header.Size, 4);
        var pixels = raster.Pixels;
        var anyAlpha = false;
        for (var y = 0; y < height; y++)
        {
            var row = StoredRow(image, header, y);
            var result = pixels.AsSpan(y * width * 4, width * 4);
            for (var x = 0; x < width; x++)
            {
                var value = header.Bits == 16
                    ? BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * x)..])
                    : BinaryPrimitives.ReadUInt32LittleEndian(row[(4 * x)..]);
                (result[4 * x], result[4 * x + 1], result[4 * x + 2], result[4 * x + 3]) =
                    (red.Of(value), green.Of(value), blue.Of(value), alpha.Of(value));
                anyAlpha |= result[4 * x + 3] != 0;
            }
        }

        return anyAlpha ? raster : WithoutAlpha(image, raster);
    }

    private static Raster WithoutAlpha(ImageBytes image, Raster raster)
    {
        var result = image.NewRaster(raster.Size, 3);
        var (from, to) = (raster.Pixels, result.Pixels);
        for (int i = 0, o = 0; o < to.Length; i += 4, o += 3)
            (to[o], to[o + 1], to[o + 2]) = (from[i], from[i + 1], from[i + 2]);

        return result;
    }

    /// <summary>Some bits of a pixel, scaled to 0..255 and rounded.</summary>
    private readonly struct Field(uint mask)
    {
        private readonly int _shift = BitOperations.TrailingZeroCount(mask) & 31;
        private readonly uint _largest = mask >> (BitOperations.TrailingZeroCount(mask) & 31);

        public byte Of(uint value) =>
            _largest == 0 ? (byte)0 : (byte)(((ulong)((value & mask) >> _shift) * 255 + _largest / 2) / _largest);
    }
}
