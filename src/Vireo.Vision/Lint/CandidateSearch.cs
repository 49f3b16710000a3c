namespace Vireo.Vision.Lint;

/// <summary>Finds pairs of pictures whose hashes nearly agree: each picture's parts are sought among all whole
/// pictures.</summary>
internal static class CandidateSearch
{
    // A set of pictures that all look alike must not make a pair of each two.
    private const int MostPerImage = 12, MostComparisons = 60_000;

    /// <summary>The pairs, each once, ordered.</summary>
    /// <param name="hashes">Hashes of each item; empty for those to leave out.</param>
    /// <param name="wanted">Items to compare.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="done">Told after each item.</param>
    public static List<CandidatePair> Run(
        IReadOnlyList<ulong[]> hashes, IReadOnlyList<int> wanted, ParallelOptions parallel, Action done)
    {
        var whole = new ulong[hashes.Count];
        foreach (var i in wanted) whole[i] = hashes[i][0];
        var index = new HashIndex(whole, wanted);
        var found = new CandidatePair[wanted.Count][];
        Parallel.For(0, wanted.Count, parallel, w =>
        {
            found[w] = Of(wanted[w], hashes[wanted[w]], index);
            done();
        });
        return
        [
            .. found.SelectMany(pairs => pairs).GroupBy(pair => (pair.First, pair.Second))
                .Select(group => group.MinBy(pair => pair.Distance))
                .OrderBy(pair => pair.First).ThenBy(pair => pair.Second),
        ];
    }

    private static CandidatePair[] Of(int item, ulong[] hashes, HashIndex index)
    {
        var best = new Dictionary<int, int>();
        var budget = MostComparisons;
        for (var part = 0; part < hashes.Length && budget > 0; part++)
        {
            index.Search(hashes[part], ref budget, (other, distance) =>
            {
                if (other != item && distance < best.GetValueOrDefault(other, int.MaxValue)) best[other] = distance;
            });
        }

        return
        [
            .. best.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key).Take(MostPerImage)
                .Select(pair => new CandidatePair(Math.Min(item, pair.Key), Math.Max(item, pair.Key), pair.Value)),
        ];
    }
}
