using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Puts the planes of a decoded file together to pixels.</summary>
internal static class JpegOutput
{
    public static Raster Compose(ImageBytes image, JpegHeader header, JpegComponent[] components, int scale)
    {
        var size = new ImageSize((header.Size.Width * scale + 7) / 8, (header.Size.Height * scale + 7) / 8);
        var raster = image.NewRaster(size, components.Length == 1 ? 1 : 3);
        var planes = Array.ConvertAll(components, component => new JpegUpsampling(component, scale));
        var inks = header.Colour >= JpegColour.Cmyk ? new byte[size.Width * 4] : [];
        for (var y = 0; y < size.Height; y++)
        {
            var row = raster.Row(y);
            switch (header.Colour)
            {
                case JpegColour.Grey:
                    planes[0].Row(y)[..size.Width].CopyTo(row);
                    break;
                case JpegColour.YCbCr:
                    FromYCbCr(planes[0].Row(y), planes[1].Row(y), planes[2].Row(y), row);
                    break;
                case JpegColour.Rgb:
                    Interleave(planes, y, row, 3);
                    break;
                default:
                    Interleave(planes, y, inks, 4);
                    if (header.Colour == JpegColour.Ycck)
                        FromYcck(inks);
                    JpegCodec.FromCmyk(inks, header.Inverted, row);
                    break;
            }
        }

        return raster;
    }

    private static void Interleave(JpegUpsampling[] planes, int y, Span<byte> row, int step)
    {
        for (var c = 0; c < step; c++)
        {
            var samples = planes[c].Row(y);
            for (int x = 0, o = c; o < row.Length; x++, o += step)
                row[o] = samples[x];
        }
    }

    /// <summary>Luminance and colour differences, in place, to the first three inks.</summary>
    private static void FromYcck(Span<byte> row)
    {
        for (var i = 0; i < row.Length; i += 4)
        {
            var (r, g, b) = Colour(row[i], row[i + 1], row[i + 2]);
            (row[i], row[i + 1], row[i + 2]) = ((byte)(255 - r), (byte)(255 - g), (byte)(255 - b));
        }
    }

    /// <summary><c>R = Y + 1.402 Cr, G = Y − 0.344 Cb − 0.714 Cr, B = Y + 1.772 Cb</c> in 16 bits of fraction.</summary>
    private static (byte R, byte G, byte B) Colour(int y, int cb, int cr)
    {
        (cb, cr) = (cb - 128, cr - 128);
        return (Clamp(y + ((91881 * cr + 32768) >> 16)), Clamp(y + ((-22554 * cb - 46802 * cr + 32768) >> 16)),
            Clamp(y + ((116130 * cb + 32768) >> 16)));
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);

    private static void FromYCbCr(
        ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, Span<byte> row)
    {
        var width = row.Length / 3;
        luma = luma[..width];
        blue = blue[..width];
        red = red[..width];
        var x = 0;
        // Sixteen pixels make three vectors.
        for (; x + 16 <= width; x += 16)
            Sixteen(luma[x..], blue[x..], red[x..], row.Slice(3 * x, 48));
        for (; x < width; x++)
            (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = Colour(luma[x], blue[x], red[x]);
    }

    private static void Sixteen(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, Span<byte> row)
    {
        var (r0, g0, b0) = Eight(luma, blue, red);
        var (r1, g1, b1) = Eight(luma[8..], blue[8..], red[8..]);
        var r = Vector128.NarrowWithSaturation(r0, r1);
        var g = Vector128.NarrowWithSaturation(g0, g1);
        var b = Vector128.NarrowWithSaturation(b0, b1);
        const byte no = 255;
        (Vector128.Shuffle(r, Vector128.Create(0, no, no, 1, no, no, 2, no, no, 3, no, no, 4, no, no, 5))
            | Vector128.Shuffle(g, Vector128.Create(no, 0, no, no, 1, no, no, 2, no, no, 3, no, no, 4, no, no))
            | Vector128.Shuffle(b, Vector128.Create(no, no, 0, no, no, 1, no, no, 2, no, no, 3, no, no, 4, no)))
            .CopyTo(row);
        (Vector128.Shuffle(r, Vector128.Create(no, no, 6, no, no, 7, no, no, 8, no, no, 9, no, no, 10, no))
            | Vector128.Shuffle(g, Vector128.Create(5, no, no, 6, no, no, 7, no, no, 8, no, no, 9, no, no, 10))
            | Vector128.Shuffle(b, Vector128.Create(no, 5, no, no, 6, no, no, 7, no, no, 8, no, no, 9, no, no)))
            .CopyTo(row[16..]);
        (Vector128.Shuffle(r, Vector128.Create(no, 11, no, no, 12, no, no, 13, no, no, 14, no, no, 15, no, no))
            | Vector128.Shuffle(g, Vector128.Create(no, no, 11, no, no, 12, no, no, 13, no, no, 14, no, no, 15, no))
            | Vector128.Shuffle(b, Vector128.Create(10, no, no, 11, no, no, 12, no, no, 13, no, no, 14, no, no, 15)))
            .CopyTo(row[32..]);
    }

    private static (Vector128<ushort> R, Vector128<ushort> G, Vector128<ushort> B) Eight(
        ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red)
    {
        var y = Wide(luma);
        var (cb, cr) = (Wide(blue) - Vector256.Create(128), Wide(red) - Vector256.Create(128));
        var half = Vector256.Create(32768);
        return (Narrow(y + ((cr * 91881 + half) >> 16)), Narrow(y + ((half - cb * 22554 - cr * 46802) >> 16)),
            Narrow(y + ((cb * 116130 + half) >> 16)));
    }

    private static Vector256<int> Wide(ReadOnlySpan<byte> source)
    {
        var eight = Vector128.CreateScalar(MemoryMarshal.Read<ulong>(source)).AsByte();
        return Vector256.WidenLower(Vector128.WidenLower(eight).AsInt16().ToVector256Unsafe());
    }

    /// <summary>Not below zero; what is above 255 stays above.</summary>
    private static Vector128<ushort> Narrow(Vector256<int> values)
    {
        var positive = Vector256.Max(values, Vector256<int>.Zero);
        return Vector128.Narrow(positive.GetLower().AsUInt32(), positive.GetUpper().AsUInt32());
    }
}
