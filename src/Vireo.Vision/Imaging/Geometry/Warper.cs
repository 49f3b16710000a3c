namespace Vireo.Vision.Imaging.Geometry;

/// <summary>Samples a picture at the positions of a grid.</summary>
internal static class Warper
{
    /// <summary>8 bits, in whole numbers: weights of 15 bits, rounded half up, cut off at 0 and 255.</summary>
    public static Image Apply(Image image, SourceGrid grid, ImageSize size, WarpOptions options)
    {
        var channels = image.Channels;
        ReadOnlySpan<byte> fill =
            channels == 1 ? [options.Fill.R] : [options.Fill.R, options.Fill.G, options.Fill.B, 0];
        var result = new byte[checked(size.Width * size.Height * channels)];
        var weights = options.Interpolation == Interpolation.Nearest ? null : WarpWeights.Of(options.Interpolation);
        Span<int> xs = new int[size.Width], ys = new int[size.Width];
        Span<int> places = stackalloc int[64];
        for (var y = 0; y < size.Height; y++)
        {
            grid.Row(y, xs, ys);
            var row = result.AsSpan(y * size.Width * channels, size.Width * channels);
            for (var x = 0; x < xs.Length; x++)
            {
                var pixel = row.Slice(x * channels, channels);
                if (weights is null)
                    Nearest(image, options.Border, xs[x], ys[x], fill, pixel);
                else
                    Weighed(image, options.Border, weights, xs[x], ys[x], fill, places, pixel);
            }
        }

        return new(size.Width, size.Height, channels, result);
    }

    /// <summary>The same positions and weights, in floating point.</summary>
    public static FloatImage Apply(FloatImage image, SourceGrid grid, ImageSize size, WarpOptions options)
    {
        var channels = image.Channels;
        var result = new float[checked(size.Width * size.Height * channels)];
        var nearest = options.Interpolation == Interpolation.Nearest;
        var weights = nearest ? null : WarpWeights.Of(options.Interpolation);
        Span<int> xs = new int[size.Width], ys = new int[size.Width];
        Span<int> places = stackalloc int[64];
        Span<float> fill = stackalloc float[Math.Max(channels, 3)];
        (fill[0], fill[1], fill[2]) = (options.Fill.R, options.Fill.G, options.Fill.B);
        for (var y = 0; y < size.Height; y++)
        {
            grid.Row(y, xs, ys);
            for (var x = 0; x < xs.Length; x++)
            {
                var pixel = result.AsSpan((y * size.Width + x) * channels, channels);
                var count = 1;
                ReadOnlySpan<float> taps = [];
                if (weights is null)
                    places[0] = Place(image.Size, options.Border, Saturate.ToShort(xs[x]), Saturate.ToShort(ys[x]));
                else
                {
                    count = weights.Taps * weights.Taps;
                    taps = weights.Floats.AsSpan(Position(xs[x], ys[x]) * count, count);
                    Places(image.Size, options.Border, weights.Taps, xs[x], ys[x], places);
                }

                for (var c = 0; c < channels; c++)
                {
                    var sum = 0f;
                    for (var k = 0; k < count; k++)
                    {
                        var value = places[k] < 0 ? fill[c] : image.Values[places[k] * channels + c];
                        sum += taps.IsEmpty ? value : value * taps[k];
                    }

                    pixel[c] = sum;
                }
            }
        }

        return new(size.Width, size.Height, channels, result);
    }

    private static void Nearest(
        Image image, PadMode border, int x, int y, ReadOnlySpan<byte> fill, Span<byte> pixel)
    {
        var place = Place(image.Size, border, Saturate.ToShort(x), Saturate.ToShort(y));
        (place < 0 ? fill : image.Pixels[(place * pixel.Length)..])[..pixel.Length].CopyTo(pixel);
    }

    private static void Weighed(Image image, PadMode border, WarpWeights weights, int x, int y,
        ReadOnlySpan<byte> fill, Span<int> places, Span<byte> pixel)
    {
        var (taps, channels) = (weights.Taps, pixel.Length);
        var table = weights.Integers.AsSpan(Position(x, y) * taps * taps, taps * taps);
        int left = Whole(x) - taps / 2 + 1, top = Whole(y) - taps / 2 + 1;
        var source = image.Pixels;
        if (left >= 0 && top >= 0 && left + taps <= image.Width && top + taps <= image.Height)
        {
            var stride = image.Width * channels;
            var start = top * stride + left * channels;
            for (var c = 0; c < channels; c++, start++)
                pixel[c] = taps == 2
                    ? Rounded(source[start] * table[0] + source[start + channels] * table[1]
                        + source[start + stride] * table[2] + source[start + stride + channels] * table[3])
                    : Rounded(Inside(source[start..], table, taps, channels, stride));
            return;
        }

        Places(image.Size, border, taps, x, y, places);
        for (var c = 0; c < channels; c++)
        {
            var sum = 0;
            for (var k = 0; k < table.Length; k++)
                sum += table[k] * (places[k] < 0 ? fill[c] : source[places[k] * channels + c]);
            pixel[c] = Rounded(sum);
        }
    }

    private static int Inside(ReadOnlySpan<byte> source, ReadOnlySpan<int> table, int taps, int channels, int stride)
    {
        var (sum, k) = (0, 0);
        for (var v = 0; v < taps; v++)
            for (var u = 0; u < taps; u++)
                sum += source[v * stride + u * channels] * table[k++];

        return sum;
    }

    private static byte Rounded(int sum) => Saturate.ToByte((sum + (1 << (WarpWeights.Bits - 1))) >> WarpWeights.Bits);

    /// <summary>Number of a position within its pixel.</summary>
    private static int Position(int x, int y) =>
        (y & (SourceGrid.Steps - 1)) * SourceGrid.Steps + (x & (SourceGrid.Steps - 1));

    private static int Whole(int position) => Saturate.ToShort(position >> SourceGrid.Bits);

    /// <summary>Number of a source pixel, or -1 for the constant.</summary>
    private static int Place(ImageSize size, PadMode border, int x, int y)
    {
        (x, y) = (Borders.Index(x, size.Width, border), Borders.Index(y, size.Height, border));
        return x < 0 || y < 0 ? -1 : y * size.Width + x;
    }

    private static void Places(ImageSize size, PadMode border, int taps, int x, int y, Span<int> places)
    {
        int left = Whole(x) - taps / 2 + 1, top = Whole(y) - taps / 2 + 1;
        for (var k = 0; k < taps * taps; k++)
            places[k] = Place(size, border, left + k % taps, top + k / taps);
    }
}
