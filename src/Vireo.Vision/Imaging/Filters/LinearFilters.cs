namespace Vireo.Vision.Imaging.Filters;

/// <summary>The loops behind linear filters.</summary>
internal static class LinearFilters
{
    /// <summary>Correlation with any kernel: <c>Σ w[v, u] · x[y + v − ⌊H/2⌋, x + u − ⌊W/2⌋]</c>, in the order of the
    /// weights; zeros are left out.</summary>
    public static FloatImage Correlate(FloatImage image, FilterKernel kernel, PadMode border, float value)
    {
        var channels = image.Channels;
        var around = Surround.For(image.Size, channels, kernel.Width, kernel.Height);
        var padded = Borders.Around(image.Values, around, border, value);
        var (stride, length) = (around.OuterWidth * channels, image.Width * channels);
        var result = new float[image.Values.Length];
        for (var y = 0; y < image.Height; y++)
            for (var k = 0; k < kernel.Weights.Length; k++)
            {
                var weight = kernel.Weights[k];
                if (weight == 0)
                    continue;
                var start = (y + k / kernel.Width) * stride + k % kernel.Width * channels;
                RowMath.AddScaled(result.AsSpan(y * length, length), padded.AsSpan(start, length), weight);
            }

        return new(image.Width, image.Height, channels, result);
    }

    /// <summary>Correlation with a row of weights and then with a column.</summary>
    public static FloatImage Separable(
        FloatImage image, ReadOnlySpan<float> row, ReadOnlySpan<float> column, PadMode border)
    {
        var channels = image.Channels;
        var around = Surround.For(image.Size, channels, row.Length, column.Length);
        var padded = Borders.Around(image.Values, around, border);
        var (stride, length) = (around.OuterWidth * channels, image.Width * channels);
        var between = new float[around.OuterHeight * length];
        for (var y = 0; y < around.OuterHeight; y++)
            for (var k = 0; k < row.Length; k++)
                RowMath.AddScaled(
                    between.AsSpan(y * length, length), padded.AsSpan(y * stride + k * channels, length), row[k]);

        var result = new float[image.Values.Length];
        for (var y = 0; y < image.Height; y++)
            for (var k = 0; k < column.Length; k++)
                RowMath.AddScaled(
                    result.AsSpan(y * length, length), between.AsSpan((y + k) * length, length), column[k]);

        return new(image.Width, image.Height, channels, result);
    }

    /// <summary>The same on 8 bits in whole numbers: weights in 1/256 that add up to 256, nothing rounded in between,
    /// the result rounded half up.</summary>
    public static Image Fixed(Image image, ReadOnlySpan<ushort> row, ReadOnlySpan<ushort> column, PadMode border)
    {
        var channels = image.Channels;
        var around = Surround.For(image.Size, channels, row.Length, column.Length);
        var padded = Borders.Around(image.Pixels, around, border);
        var (stride, length) = (around.OuterWidth * channels, image.Width * channels);
        var between = new ushort[around.OuterHeight * length];
        for (var y = 0; y < around.OuterHeight; y++)
            for (var k = 0; k < row.Length; k++)
                RowMath.AddScaled(
                    between.AsSpan(y * length, length), padded.AsSpan(y * stride + k * channels, length), row[k]);

        var result = new byte[image.Pixels.Length];
        var sums = new uint[length];
        for (var y = 0; y < image.Height; y++)
        {
            sums.AsSpan().Fill(1 << 15);
            for (var k = 0; k < column.Length; k++)
                RowMath.AddScaled(sums, between.AsSpan((y + k) * length, length), column[k]);
            for (var i = 0; i < length; i++)
                result[y * length + i] = (byte)(sums[i] >> 16);
        }

        return new(image.Width, image.Height, channels, result);
    }
}
