namespace Vireo.Vision.Imaging.Filters;

/// <summary>Means over a window by running sums, with OpenCV's roundings.</summary>
internal static class BoxFilter
{
    public static Image Mean(Image image, int width, int height, PadMode border)
    {
        var channels = image.Channels;
        var around = Surround.For(image.Size, channels, width, height);
        var padded = Borders.Around(image.Pixels, around, border);
        var length = image.Width * channels;
        var sums = new int[length];
        var result = new byte[image.Pixels.Length];
        var rows = new int[around.OuterHeight * length];
        for (var y = 0; y < around.OuterHeight; y++)
            RowSums(padded.AsSpan(y * around.OuterWidth * channels), rows.AsSpan(y * length, length), width, channels);
        for (var y = 0; y < height - 1; y++)
            Add(sums, rows.AsSpan(y * length, length), 1);

        var divide = Divider((long)width * height);
        for (var y = 0; y < image.Height; y++)
        {
            Add(sums, rows.AsSpan((y + height - 1) * length, length), 1);
            for (var i = 0; i < length; i++)
                result[y * length + i] = divide(sums[i]);
            Add(sums, rows.AsSpan(y * length, length), -1);
        }

        return new(image.Width, image.Height, channels, result);
    }

    private static void RowSums(ReadOnlySpan<byte> row, Span<int> sums, int width, int channels)
    {
        for (var c = 0; c < channels; c++)
        {
            var sum = 0;
            for (var x = 0; x < width - 1; x++)
                sum += row[x * channels + c];
            for (var i = c; i < sums.Length; i += channels)
            {
                sum += row[i + (width - 1) * channels];
                sums[i] = sum;
                sum -= row[i];
            }
        }
    }

    private static void Add(Span<int> sums, ReadOnlySpan<int> values, int sign)
    {
        for (var i = 0; i < sums.Length; i++)
            sums[i] += sign * values[i];
    }

    /// <summary>Windows up to 256 pixels: a multiplication by a reciprocal of 23 bits. Others: by a double, rounded
    /// half to even.</summary>
    private static Func<int, byte> Divider(long area)
    {
        if (area == 1)
            return sum => (byte)sum;
        if (area > 256)
        {
            var scale = 1.0 / area;
            return sum => Saturate.ToByte(sum * scale);
        }

        const int Bits = 23;
        var exact = (double)(1 << Bits) / area;
        var reciprocal = (uint)exact;
        var delta = (uint)area / 2;
        if (exact - reciprocal < 0.5)
            delta++;
        else
            reciprocal++;
        return sum => (byte)((((uint)sum + delta) * reciprocal) >> Bits);
    }
}
