namespace Vireo.Vision.Lint;

/// <summary>Tests of hypotheses, and numbers that single outliers do not move.</summary>
internal static class Statistics
{
    /// <summary>The middle value; the mean of the two middle ones of an even number.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Two samples of counts over the same classes: Pearson's test of homogeneity.</summary>
    /// <returns>The statistic, its probability if both come from one distribution, and Cramér's V (0 to 1).</returns>
    public static (double Statistic, double P, double V) ChiSquare(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        double a = first.Sum(), b = second.Sum();
        var statistic = 0.0;
        var used = 0;
        for (var i = 0; i < first.Count; i++)
        {
            double sum = first[i] + second[i];
            if (sum == 0) continue;
            used++;
            double fromA = sum * a / (a + b), fromB = sum * b / (a + b);
            double offA = first[i] - fromA, offB = second[i] - fromB;
            statistic += offA * offA / fromA + offB * offB / fromB;
        }

        if (used < 2 || a == 0 || b == 0) return (0, 1, 0);
        return (statistic, UpperGamma((used - 1) / 2.0, statistic / 2), Math.Sqrt(statistic / (a + b)));
    }

    /// <summary>The test of Kolmogorov and Smirnov for two samples.</summary>
    /// <returns>The largest distance of the two distributions (0 to 1), and its probability if both are the same, by
    /// the asymptotic law with Stephens' correction.</returns>
    public static (double Distance, double P) KolmogorovSmirnov(IEnumerable<double> first, IEnumerable<double> second)
    {
        double[] a = [.. first.Order()], b = [.. second.Order()];
        var distance = 0.0;
        for (int i = 0, k = 0; i < a.Length && k < b.Length;)
        {
            var at = Math.Min(a[i], b[k]);
            while (i < a.Length && a[i] <= at) i++;
            while (k < b.Length && b[k] <= at) k++;
            distance = Math.Max(distance, Math.Abs((double)i / a.Length - (double)k / b.Length));
        }

        var root = Math.Sqrt((double)a.Length * b.Length / (a.Length + b.Length));
        return (distance, Kolmogorov((root + 0.12 + 0.11 / root) * distance));
    }

    /// <summary><c>2 Σ (−1)^(k−1) exp(−2 k² λ²)</c>.</summary>
    public static double Kolmogorov(double lambda)
    {
        if (lambda < 0.2) return 1; // The series would need many terms; the sum is 1 to ten digits.
        var sum = 0.0;
        for (var k = 1; k <= 100; k++)
        {
            var term = Math.Exp(-2 * k * k * lambda * lambda);
            sum += (k & 1) == 1 ? term : -term;
            if (term < 1e-16) break;
        }

        return Math.Clamp(2 * sum, 0, 1);
    }

    /// <summary>The regularised upper incomplete gamma function <c>Q(s, x)</c>: the tail of chi-square with 2s degrees
    /// of freedom at 2x.</summary>
    public static double UpperGamma(double s, double x)
    {
        if (x <= 0) return 1;
        var front = Math.Exp(s * Math.Log(x) - x - LogGamma(s));
        if (x < s + 1)
        {
            double term = 1 / s, sum = term;
            for (var n = 1; n < 10_000 && term > sum * 1e-16; n++) sum += term *= x / (s + n);
            return Math.Clamp(1 - front * sum, 0, 1);
        }

        // Lentz's continued fraction.
        double b = x + 1 - s, c = 1e300, d = 1 / b, fraction = d;
        for (var n = 1; n < 10_000; n++)
        {
            var a = -n * (n - s);
            b += 2;
            d = 1 / (a * d + b);
            c = b + a / c;
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15) break;
        }

        return Math.Clamp(front * fraction, 0, 1);
    }

    // Stirling's series, after shifting the argument up.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 15; x++) shift -= Math.Log(x);
        var inverse = 1 / (x * x);
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI)
            + (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680))) / x;
    }
}
