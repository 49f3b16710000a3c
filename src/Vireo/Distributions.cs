namespace Vireo;

/// <summary>Draws from distributions beyond the uniform and the normal one.</summary>
/// <remarks>How many numbers of the generator a draw takes depends on what they are: fork one for each thing that must
/// not feel it.</remarks>
public static class Distributions
{
    extension(Rng rng)
    {
        /// <summary>Gamma distributed with density <c>∝ x^(a-1) · e^-x</c>: mean and variance are a.</summary>
        /// <remarks>Marsaglia and Tsang 2000, "A simple method for generating gamma variables".</remarks>
        /// <param name="shape">a, above 0; below about 0.01 many draws are so small that they are 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">The shape is not positive, or not finite.</exception>
        public double Gamma(double shape) => Math.Exp(LogOfGamma(rng, shape));

        /// <summary>Beta distributed with density <c>∝ x^(a-1) · (1-x)^(b-1)</c> on [0, 1]: mean <c>a / (a+b)</c>,
        /// variance <c>ab / ((a+b)² (a+b+1))</c>. With a = b = 1 uniform; below 1 the ends are likelier than the
        /// middle.</summary>
        /// <param name="a">Above 0.</param>
        /// <param name="b">Above 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">One is not positive, or not finite.</exception>
        public double Beta(double a, double b)
        {
            var (x, y) = (LogOfGamma(rng, a), LogOfGamma(rng, b));
            return 1 / (1 + Math.Exp(y - x)); // x / (x + y) of draws that may be too small for numbers.
        }

        /// <summary>Shares that sum to 1, Dirichlet distributed: the mean of each is its concentration over the sum of
        /// all.</summary>
        /// <param name="concentrations">One per share, above 0.</param>
        /// <exception cref="ArgumentException">There is none.</exception>
        /// <exception cref="ArgumentOutOfRangeException">One is not positive, or not finite.</exception>
        public double[] Dirichlet(params ReadOnlySpan<double> concentrations)
        {
            if (concentrations.IsEmpty) throw new ArgumentException("There has to be a concentration.");
            var shares = new double[concentrations.Length];
            for (var i = 0; i < shares.Length; i++) shares[i] = LogOfGamma(rng, concentrations[i]);
            var (greatest, sum) = (shares.Max(), 0.0);
            foreach (ref var share in shares.AsSpan()) sum += share = Math.Exp(share - greatest);
            foreach (ref var share in shares.AsSpan()) share /= sum;
            return shares;
        }
    }

    private static double LogOfGamma(Rng rng, double shape)
    {
        if (!(shape > 0 && double.IsFinite(shape)))
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "A shape is a positive number.");

        // The method wants shapes from 1 on: a draw of a + 1, times u^(1/a), is one of a.
        var small = shape < 1 ? LogOfUniform(rng) / shape : 0;
        var d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = rng.Normal();
            var root = 1 + c * x;
            if (root <= 0) continue;
            var v = root * root * root;
            if (LogOfUniform(rng) >= 0.5 * x * x + d - d * v + d * Math.Log(v)) continue;
            // Bounded, so that differences of two are numbers too.
            return Math.Max(Math.Log(d * v) + small, -1e300);
        }
    }

    private static double LogOfUniform(Rng rng) => Math.Log(1 - rng.UniformDouble());
}
