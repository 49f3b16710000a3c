namespace Vireo.Vision.Imaging.Geometry;

/// <summary>The weights of the source pixels about each of the 32 x 32 positions within a pixel.</summary>
internal sealed class WarpWeights
{
    /// <summary>Bits of a whole-number weight; those of a position add up to 2 to this power.</summary>
    public const int Bits = 15;

    private static readonly Lazy<WarpWeights> s_linear = new(() => new(2, Linear));
    private static readonly Lazy<WarpWeights> s_cubic = new(() => new(4, Cubic));
    private static readonly Lazy<WarpWeights> s_lanczos = new(() => new(8, Lanczos));

    private WarpWeights(int taps, Action<float, float[]> curve)
    {
        Taps = taps;
        Floats = new float[SourceGrid.Steps * SourceGrid.Steps * taps * taps];
        Integers = new int[Floats.Length];
        var axis = new float[SourceGrid.Steps][];
        for (var i = 0; i < axis.Length; i++)
            curve((float)i / SourceGrid.Steps, axis[i] = new float[taps]);

        for (var position = 0; position < SourceGrid.Steps * SourceGrid.Steps; position++)
        {
            var (rows, columns) = (axis[position / SourceGrid.Steps], axis[position % SourceGrid.Steps]);
            for (var k = 0; k < taps * taps; k++)
                Floats[position * taps * taps + k] = rows[k / taps] * columns[k % taps];
            Quantise(position * taps * taps);
        }
    }

    /// <summary>Source pixels along one axis: 2, 4 or 8.</summary>
    public int Taps { get; }

    /// <summary>[32 · 32 positions (y, x), taps (y), taps (x)].</summary>
    public float[] Floats { get; }

    /// <summary>The same in units of 2 to the -<see cref="Bits"/>.</summary>
    public int[] Integers { get; }

    public static WarpWeights Of(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bilinear => s_linear.Value,
        Interpolation.Bicubic => s_cubic.Value,
        Interpolation.Lanczos => s_lanczos.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "A warp has no such weights."),
    };

    /// <summary>Rounds each weight, then lets one of the four below and right of the middle make up what is missing
    /// from the sum: the largest when it is too small, the smallest when it is too large, as OpenCV does.</summary>
    private void Quantise(int start)
    {
        var sum = 0;
        for (var k = 0; k < Taps * Taps; k++)
            sum += Integers[start + k] = (int)MathF.Round(Floats[start + k] * (1 << Bits));

        if (sum == 1 << Bits)
            return;

        var middle = Taps / 2;
        var (least, most) = (middle * Taps + middle, middle * Taps + middle);
        for (var k = 0; k < 4; k++)
        {
            var at = (middle + k / 2) * Taps + middle + k % 2;
            if (Integers[start + at] < Integers[start + least])
                least = at;
            else if (Integers[start + at] > Integers[start + most])
                most = at;
        }

        Integers[start + (sum < 1 << Bits ? most : least)] -= sum - (1 << Bits);
    }

    private static void Linear(float x, float[] weights) => (weights[0], weights[1]) = (1 - x, x);

    /// <summary>Keys 1981 with a = −0.75.</summary>
    private static void Cubic(float x, float[] weights)
    {
        const float A = -0.75f;
        weights[0] = ((A * (x + 1) - 5 * A) * (x + 1) + 8 * A) * (x + 1) - 4 * A;
        weights[1] = ((A + 2) * x - (A + 3)) * x * x + 1;
        weights[2] = ((A + 2) * (1 - x) - (A + 3)) * (1 - x) * (1 - x) + 1;
        weights[3] = 1 - weights[0] - weights[1] - weights[2];
    }

    /// <summary>Duchon 1979: <c>sinc(d) · sinc(d / 4)</c>, made to add up to 1.</summary>
    private static void Lanczos(float x, float[] weights)
    {
        if (x == 0)
        {
            weights[3] = 1;
            return;
        }

        // As sin π(d − i) is the same for all i but for its sign, it cancels when the sum is made 1.
        var sum = 0f;
        for (var i = 0; i < weights.Length; i++)
        {
            var y = -(x + 3 - i) * Math.PI * 0.25;
            sum += weights[i] = (float)((i % 2 == 0 ? 1 : -1) * Math.Sin(y) / (y * y));
        }

        sum = 1 / sum;
        for (var i = 0; i < weights.Length; i++)
            weights[i] *= sum;
    }
}
