namespace Vireo.Vision.Imaging.Filters;

/// <summary>The weights of a linear filter; its anchor is at <c>(⌊width / 2⌋, ⌊height / 2⌋)</c>.</summary>
public sealed class FilterKernel
{
    private readonly float[] _weights;

    /// <summary>Takes weights over, [height, width].</summary>
    /// <exception cref="ArgumentException">A size is not positive, or the array has another length.</exception>
    public FilterKernel(int width, int height, params float[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (weights.LongLength != (long)width * height)
            throw new ArgumentException(
                $"A kernel of {width}x{height} has {(long)width * height} weights, not {weights.LongLength}.",
                nameof(weights));

        (Width, Height, _weights) = (width, height, weights);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The weights, [Height, Width].</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The product of a column and a row: <c>w[y, x] = column[y] · row[x]</c>.</summary>
    public static FilterKernel Product(ReadOnlySpan<float> column, ReadOnlySpan<float> row)
    {
        var weights = new float[column.Length * row.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = column[i / row.Length] * row[i % row.Length];

        return new(row.Length, column.Length, weights);
    }

    /// <summary>Equal weights that add up to 1.</summary>
    public static FilterKernel Box(int width, int height)
    {
        var weights = new float[checked(width * height)];
        weights.AsSpan().Fill(1f / weights.Length);
        return new(width, height, weights);
    }

    /// <summary>A line through the middle, as a camera that moves during the exposure draws it; the weights add up
    /// to 1.</summary>
    /// <param name="length">Length of the way in pixels, at least 1.</param>
    /// <param name="degrees">Direction, counter-clockwise from the right.</param>
    /// <remarks>The line is sampled 16 times per pixel and each sample shared between its four neighbours.</remarks>
    public static FilterKernel Motion(float length, float degrees)
    {
        if (!(length >= 1))
            throw new ArgumentOutOfRangeException(nameof(length), length, "A motion is at least one pixel long.");

        var radius = (int)MathF.Ceiling((length - 1) / 2);
        var side = 2 * radius + 1;
        var weights = new float[side * side];
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var samples = Math.Max(1, (int)((length - 1) * 16)) | 1;
        for (var i = 0; i < samples; i++)
        {
            var along = samples == 1 ? 0 : (length - 1) * ((double)i / (samples - 1) - 0.5);
            var (x, y) = (radius + along * cos, radius - along * sin);
            var (column, row) = ((int)Math.Floor(x + 1e-9), (int)Math.Floor(y + 1e-9));
            for (var k = 0; k < 4; k++)
            {
                var (u, v) = (column + k % 2, row + k / 2);
                var share = (1 - Math.Abs(x - u)) * (1 - Math.Abs(y - v));
                if (u >= 0 && u < side && v >= 0 && v < side && share > 0)
                    weights[v * side + u] += (float)(share / samples);
            }
        }

        return Normalised(side, weights);
    }

    /// <summary>A disc, the picture of a point out of focus; the weights add up to 1.</summary>
    /// <param name="radius">Radius in pixels, above 0; the weight of a pixel on the rim is the part of it that the disc
    /// covers.</param>
    public static FilterKernel Disc(float radius)
    {
        if (!(radius > 0))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "A radius is above zero.");

        const int Parts = 8;
        var reach = (int)MathF.Ceiling(radius - 0.5f);
        var side = 2 * reach + 1;
        var weights = new float[side * side];
        for (var i = 0; i < weights.Length * Parts * Parts; i++)
        {
            var (pixel, part) = (i / (Parts * Parts), i % (Parts * Parts));
            var x = pixel % side - reach + (part % Parts + 0.5f) / Parts - 0.5f;
            var y = pixel / side - reach + (part / Parts + 0.5f) / Parts - 0.5f;
            if (x * x + y * y <= radius * radius)
                weights[pixel]++;
        }

        return Normalised(side, weights);
    }

    private static FilterKernel Normalised(int side, float[] weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight;
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)(weights[i] / sum);

        return new(side, side, weights);
    }
}
