namespace Vireo.Vision.Imaging.WebP;

/// <summary>Predicts 4x4 pixels in one of ten ways (RFC 6386, section 12.3).</summary>
internal static class Vp8SmallPrediction
{
    private const int Stride = Vp8Work.Stride;

    /// <summary>For each way but the first four the value of each pixel: the index into the edge of the middle of three
    /// (or of the first of two, if 16 is added). The edge runs from below on the left (0) over the corner (4) to above
    /// on the right (12).</summary>
    private static readonly byte[][] _paths =
    [
        // Down on the right.
        [4, 5, 6, 7, 3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4],
        // Rather vertical, on the right.
        [20, 21, 22, 23, 4, 5, 6, 7, 3, 20, 21, 22, 2, 4, 5, 6],
        // Down on the left.
        [6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12],
        // Rather vertical, on the left.
        [21, 22, 23, 24, 6, 7, 8, 9, 22, 23, 24, 10, 7, 8, 9, 11],
        // Rather horizontal, downwards.
        [19, 4, 5, 6, 18, 3, 19, 4, 17, 2, 18, 3, 16, 1, 17, 2],
    ];

    public static void Predict(byte[] samples, int origin, int mode)
    {
        switch (mode)
        {
            case Vp8Macroblock.Dc:
                Mean(samples, origin);
                return;
            case Vp8Macroblock.TrueMotion:
                Vp8Prediction.TrueMotion(samples, origin, 4);
                return;
        }

        // Left from below, corner, above; the ends are repeated for the mean of three.
        Span<int> edge = stackalloc int[14];
        for (var i = 0; i < 4; i++)
            edge[i] = samples[origin + (3 - i) * Stride - 1];
        for (var i = 0; i < 9; i++)
            edge[4 + i] = samples[origin - Stride - 1 + i];
        edge[13] = edge[12];
        for (var y = 0; y < 4; y++)
            for (var x = 0; x < 4; x++)
                samples[origin + y * Stride + x] = (byte)Value(edge, mode, x, y);
    }

    private static int Value(ReadOnlySpan<int> edge, int mode, int x, int y)
    {
        if (mode == Vp8Macroblock.Vertical)
            return Three(edge, 5 + x);
        if (mode == Vp8Macroblock.Horizontal)
            return y == 3 ? (edge[1] + 3 * edge[0] + 2) >> 2 : Three(edge, 3 - y);
        if (mode == 9)
            return Upwards(edge, x + 2 * y);

        var step = _paths[mode - 4][4 * y + x];
        return step < 16 ? Three(edge, step) : (edge[step - 16] + edge[step - 15] + 1) >> 1;
    }

    /// <summary>Rather horizontal, upwards: along the left edge to its end.</summary>
    private static int Upwards(ReadOnlySpan<int> edge, int step) => step switch
    {
        > 5 => edge[0],
        5 => (edge[1] + 3 * edge[0] + 2) >> 2,
        _ when (step & 1) == 0 => (edge[3 - step / 2] + edge[2 - step / 2] + 1) >> 1,
        _ => Three(edge, 2 - step / 2),
    };

    private static int Three(ReadOnlySpan<int> edge, int middle) =>
        (edge[middle - 1] + 2 * edge[middle] + edge[middle + 1] + 2) >> 2;

    private static void Mean(byte[] samples, int origin)
    {
        var sum = 4;
        for (var i = 0; i < 4; i++)
            sum += samples[origin - Stride + i] + samples[origin + i * Stride - 1];
        for (var y = 0; y < 4; y++)
            samples.AsSpan(origin + y * Stride, 4).Fill((byte)(sum >> 3));
    }
}
