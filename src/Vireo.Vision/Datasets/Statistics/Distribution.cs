namespace Vireo.Vision.Datasets.Statistics;

/// <summary>How a measure is spread: smallest, tenth, median, ninetieth per cent, largest, mean.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Min">Smallest.</param>
/// <param name="P10">A tenth of the values is not above.</param>
/// <param name="Median">Half of the values is not above.</param>
/// <param name="P90">Nine tenths of the values are not above.</param>
/// <param name="Max">Largest.</param>
/// <param name="Mean">Sum over count.</param>
public sealed record Distribution(int Count, double Min, double P10, double Median, double P90, double Max, double Mean)
{
    private const int MostBins = 20;

    /// <summary>A histogram: how many values lie in each of up to twenty bins of equal width, from
    /// <see cref="Min"/> to <see cref="Max"/>.</summary>
    public ValueList<int> Bins { get; init; }

    /// <summary>The spread of values; null for none.</summary>
    public static Distribution? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null
            : new(sorted.Length, sorted[0], At(0.1), At(0.5), At(0.9), sorted[^1], sorted.Average())
            {
                Bins = BinsOf(sorted),
            };

        // The nearest rank: a value that occurs.
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }

    // Whole numbers of a short range have a bin each.
    private static ValueList<int> BinsOf(double[] sorted)
    {
        var (low, width) = (sorted[0], sorted[^1] - sorted[0]);
        if (width <= 0) return [sorted.Length];
        var whole = Array.TrueForAll(sorted, value => value == Math.Truncate(value));
        var bins = new int[whole ? (int)Math.Min(MostBins, width + 1) : MostBins];
        foreach (var value in sorted) bins[Math.Min(bins.Length - 1, (int)((value - low) / width * bins.Length))]++;
        return [.. bins];
    }
}
