namespace Vireo.Vision.Imaging.Filters;

/// <summary>One-dimensional Gaussian weights as OpenCV defines them.</summary>
internal static class GaussianKernel
{
    /// <summary>The length that belongs to a deviation: <c>round(reach · 2σ + 1)</c>, made odd.</summary>
    /// <param name="sigma">Standard deviation.</param>
    /// <param name="reach">In deviations: 3 for 8 bits, 4 for floats.</param>
    public static int Length(double sigma, int reach) => Saturate.ToInt(sigma * reach * 2 + 1) | 1;

    /// <summary><c>exp(−x² / 2σ²)</c> about the middle, normalised. Without a deviation it is
    /// <c>0.3·((n − 1)/2 − 1) + 0.8</c>, and lengths up to 9 have binomial-like weights of their own.</summary>
    public static double[] Weights(int length, double sigma)
    {
        if (sigma <= 0 && length is 1 or 3 or 5 or 7 or 9)
            return length switch
            {
                1 => [1],
                3 => [0.25, 0.5, 0.25],
                5 => [0.0625, 0.25, 0.375, 0.25, 0.0625],
                7 => [0.03125, 0.109375, 0.21875, 0.28125, 0.21875, 0.109375, 0.03125],
                _ => [4 / 256.0, 13 / 256.0, 30 / 256.0, 51 / 256.0, 60 / 256.0, 51 / 256.0, 30 / 256.0, 13 / 256.0,
                    4 / 256.0],
            };

        if (sigma <= 0)
            sigma = length * 0.15 + 0.35;
        var weights = new double[length];
        var scale = -0.125 / (sigma * sigma);
        var sum = 0.0;
        for (var i = 0; i < length; i++)
        {
            // Twice the distance from the middle, a whole number.
            var x = 2 * i + 1 - length;
            sum += weights[i] = Math.Exp((double)x * x * scale);
        }

        for (var i = 0; i < length; i++)
            weights[i] *= 1 / sum;

        return weights;
    }

    /// <summary>The weights in 1/256, adding up to 256: each is rounded with the error of those before it carried on,
    /// and the middle takes what is left.</summary>
    public static ushort[] Fixed(double[] weights)
    {
        var result = new ushort[weights.Length];
        var (error, sum) = (0.0, 0);
        for (var i = 0; i < weights.Length / 2; i++)
        {
            var wanted = weights[i] * 256 + error;
            var rounded = Saturate.ToInt(wanted);
            error = wanted - rounded;
            result[i] = result[^(i + 1)] = (ushort)rounded;
            sum += 2 * rounded;
        }

        result[weights.Length / 2] = (ushort)(256 - sum);
        return result;
    }
}
