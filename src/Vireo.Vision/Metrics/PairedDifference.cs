namespace Vireo.Vision.Metrics;

/// <summary>By how much one model is right more often than another on the same images, with a 95% confidence
/// interval.</summary>
/// <remarks>Square-and-add of the Wilson intervals of both shares, with the correlation of the pairs: method 10 of
/// Newcombe 1998, "Improved confidence intervals for the difference between binomial proportions based on paired data",
/// Statistics in Medicine 17, 2635-2650. It holds for few images and for models that never or always
/// differ.</remarks>
/// <param name="Images">Images that both judged.</param>
/// <param name="Difference">Share that the second has right less that of the first, -1 to 1.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public readonly record struct PairedDifference(long Images, double Difference, double Low, double High)
{
    // Of the standard normal distribution, at 97.5%.
    private const double Quantile = 1.959963984540054;

    /// <summary>The difference by counts of images.</summary>
    /// <param name="both">Right by both.</param>
    /// <param name="first">Right by the first alone.</param>
    /// <param name="second">Right by the second alone.</param>
    /// <param name="neither">Right by neither.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or all are zero.</exception>
    public static PairedDifference Of(long both, long first, long second, long neither)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(both);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfNegative(neither);
        var n = both + first + second + neither;
        ArgumentOutOfRangeException.ThrowIfZero(n, "images");
        var (p1, l1, u1) = Wilson(both + first, n);
        var (p2, l2, u2) = Wilson(both + second, n);
        var correlation = Correlation(both, first, second, neither);
        double Reach(double a, double b) => Math.Sqrt(Math.Max(0, a * a - 2 * correlation * a * b + b * b));
        var difference = (double)(second - first) / n;
        return new(n, difference,
            Math.Max(-1, difference - Reach(p2 - l2, u1 - p1)), Math.Min(1, difference + Reach(u2 - p2, p1 - l1)));
    }

    /// <summary>The difference by what each says of every image.</summary>
    /// <param name="first">Whether the first is right.</param>
    /// <param name="second">Whether the second is right, of the same images in the same order.</param>
    /// <exception cref="ArgumentException">They are not of as many images.</exception>
    public static PairedDifference Of(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"{first.Count} images by the first, {second.Count} by the second");
        long Count(bool one, bool other) => first.Zip(second).LongCount(pair => pair == (one, other));
        return Of(Count(true, true), Count(true, false), Count(false, true), Count(false, false));
    }

    private static (double Share, double Low, double High) Wilson(long hits, long n)
    {
        const double z2 = Quantile * Quantile;
        var share = (double)hits / n;
        var centre = (share + z2 / (2 * n)) / (1 + z2 / n);
        var reach = Quantile * Math.Sqrt(share * (1 - share) / n + z2 / (4.0 * n * n)) / (1 + z2 / n);
        return (share, centre - reach, centre + reach);
    }

    /// <summary>Of the pairs, corrected for continuity; zero where one of them is always or never right.</summary>
    private static double Correlation(double both, double first, double second, double neither)
    {
        var product = (both + first) * (second + neither) * (both + second) * (first + neither);
        if (product == 0) return 0;
        var cross = both * neither - first * second;
        if (cross > 0) cross = Math.Max(0, cross - (both + first + second + neither) / 2);
        return cross / Math.Sqrt(product);
    }
}
