namespace Vireo.Vision.Datasets.Splitting;

/// <summary>Splits a data set so that samples of a group stay together: no frame of a film, no photo of an individual
/// on both sides. Classes keep their shares as well as whole groups allow.</summary>
/// <remarks>Groups are placed one after the other, the largest first, each where the sum over classes of the squared
/// distance from the wanted counts grows least.</remarks>
public static class GroupSplit
{
    /// <summary>The data set with <see cref="Sample.Split"/> set.</summary>
    /// <param name="dataset">What to split; the order stays.</param>
    /// <param name="groupOf">Name of a sample's group; see <see cref="SampleGroups"/>. Null: a group of its
    /// own.</param>
    /// <param name="shares">Sizes of the parts, and the seed.</param>
    /// <exception cref="UsageException">The shares are none, or there are fewer groups than parts
    /// (<c>VIR3028</c>).</exception>
    public static Dataset Split(Dataset dataset, Func<Sample, string?> groupOf, SplitShares shares)
    {
        var parts = shares.Parts();
        var groups = dataset.Samples.Index()
            .GroupBy(pair => groupOf(pair.Item) is { } name ? $"+{name}" : $"-{pair.Index}", StringComparer.Ordinal)
            .Select(group => group.Select(pair => pair.Index).ToArray()).ToArray();
        if (groups.Length < parts.Count)
        {
            throw new UsageException("VIR3028",
                $"{dataset.Root}: {groups.Length} groups cannot fill {parts.Count} parts. "
                + "Group by something that tells more samples apart.");
        }

        new Rng(shares.Seed, stream: 0x47524F5550).Shuffle<int[]>(groups); // "GROUP"
        var placed = new string[dataset.Samples.Count];
        var columns = dataset.Classes.Count + 1;
        var total = new double[columns];
        foreach (var sample in dataset.Samples) Add(sample, total, 1);
        var wanted = parts.Select(part => total.Select(count => count * part.Share).ToArray()).ToArray();
        var have = parts.Select(_ => new double[columns]).ToArray();
        foreach (var (group, left) in groups.OrderByDescending(group => group.Length).Zip(Countdown(groups.Length)))
        {
            var counts = new double[columns];
            foreach (var index in group) Add(dataset.Samples[index], counts, 1);
            var part = Best(counts, wanted, have, total, left);
            for (var c = 0; c < columns; c++) have[part][c] += counts[c];
            foreach (var index in group) placed[index] = parts[part].Name;
        }

        return dataset.With([.. dataset.Samples.Select((sample, i) => sample with { Split = placed[i] })]);
    }

    private static IEnumerable<int> Countdown(int count) => Enumerable.Range(0, count).Select(i => count - i);

    // When only as many groups are left as parts are empty, the empty ones have to take them.
    private static int Best(double[] counts, double[][] wanted, double[][] have, double[] total, int left)
    {
        var onlyEmpty = have.Count(part => part[^1] == 0) >= left;
        var (best, least) = (-1, double.PositiveInfinity);
        for (var p = 0; p < wanted.Length; p++)
        {
            if (onlyEmpty && have[p][^1] > 0) continue;
            var growth = 0.0;
            for (var c = 0; c < counts.Length; c++)
            {
                if (counts[c] == 0) continue;
                double before = have[p][c] - wanted[p][c], after = before + counts[c];
                growth += (after * after - before * before) / (total[c] * total[c]);
            }

            if (growth < least) (best, least) = (p, growth);
        }

        return best;
    }

    private static void Add(Sample sample, double[] counts, double weight)
    {
        foreach (var label in sample.Classes) counts[label] += weight;
        foreach (var target in sample.Objects) counts[target.Class] += weight;
        counts[^1] += weight;
    }
}
