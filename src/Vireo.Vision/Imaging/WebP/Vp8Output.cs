namespace Vireo.Vision.Imaging.WebP;

/// <summary>Brings the colour planes to full size and turns all to red, green and blue.</summary>
/// <remarks>Each colour sample is weighted 9, 3, 3 and 1 sixteenths among the four that are nearest, with the rounding
/// of the reference implementation, so that its pixels come out.</remarks>
internal static class Vp8Output
{
    public static void Compose(Vp8Planes planes, Raster raster)
    {
        var half = planes.Stride / 2;
        var width = (raster.Width + 1) / 2;
        var rows = (raster.Height + 1) / 2;
        var (blue, red) = (new byte[2 * width + 2], new byte[2 * width + 2]);
        for (var y = 0; y < raster.Height; y++)
        {
            // Odd rows lie above the middle between two rows of colour, even ones below it.
            var near = y / 2;
            var far = Math.Clamp(near + ((y & 1) == 0 ? -1 : 1), 0, rows - 1);
            Widen(planes.Blue.AsSpan(near * half, width), planes.Blue.AsSpan(far * half, width), blue);
            Widen(planes.Red.AsSpan(near * half, width), planes.Red.AsSpan(far * half, width), red);
            Convert(planes.Luma.AsSpan(y * planes.Stride, raster.Width), blue, red, raster.Row(y), raster.Channels);
        }
    }

    private static void Widen(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<byte> result)
    {
        var last = near.Length - 1;
        result[0] = (byte)(3 * near[0] + far[0] + 2 >> 2);
        for (var x = 1; x <= last; x++)
        {
            int a = near[x - 1], b = near[x], c = far[x - 1], d = far[x];
            var sum = a + b + c + d + 8;
            result[2 * x - 1] = (byte)((sum + 2 * (b + c) >> 3) + a >> 1);
            result[2 * x] = (byte)((sum + 2 * (a + d) >> 3) + b >> 1);
        }

        result[2 * last + 1] = (byte)(3 * near[last] + far[last] + 2 >> 2);
    }

    private static void Convert(
        ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, Span<byte> row, int channels)
    {
        for (int x = 0, o = 0; x < luma.Length; x++, o += channels)
        {
            var y = luma[x] * 19077 >> 8;
            row[o] = Clip(y + (red[x] * 26149 >> 8) - 14234);
            row[o + 1] = Clip(y - (blue[x] * 6419 >> 8) - (red[x] * 13320 >> 8) + 8708);
            row[o + 2] = Clip(y + (blue[x] * 33050 >> 8) - 17685);
        }
    }

    private static byte Clip(int value) => (byte)Math.Clamp(value >> 6, 0, 255);
}
