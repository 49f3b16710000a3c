namespace Vireo.Bench.Comparison;

/// <summary>The figure of one command in every pair.</summary>
/// <param name="Version">What was measured.</param>
/// <param name="ByPair">The figure by number of the pair.</param>
internal sealed record Side(string Version, IReadOnlyDictionary<int, double> ByPair)
{
    /// <summary>The middle one; of an even number the mean of the middle two.</summary>
    public double Median => MedianOf(ByPair.Values);

    /// <summary>Collects one; null when the command gave the figure in no pair.</summary>
    public static Side? Of(Row row, string command, IEnumerable<Measurement> measurements)
    {
        var found = new SortedDictionary<int, double>();
        var version = "";
        foreach (var m in measurements.Where(m => m.Row == row.Name && m.Command == command))
        {
            if (m.Number(row.Figure) is not { } value) continue;
            found[m.Pair] = value;
            version = m.Version;
        }

        return found.Count == 0 ? null : new(version, found);
    }

    /// <summary>The middle one; of an even number the mean of the middle two.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
