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
    /// <summary>The spread of values; null for none.</summary>
    public static Distribution? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null
            : new(sorted.Length, sorted[0], At(0.1), At(0.5), At(0.9), sorted[^1], sorted.Average());

        // The nearest rank: a value that occurs.
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
