namespace Vireo.Vision.Lint;

/// <summary>Finds pictures that are copies of one another though their files and pixels differ: re-encoded, scaled, or
/// cut at the edges by a tenth. Other pictures of the same scene are not.</summary>
internal static class NearDuplicates
{
    // Measured on photographs (docs/lint.md): copies lie above, other pictures of the same scene below.
    private const double LeastCorrelation = 0.9, LeastWeakest = 0.75;

    /// <summary>Pairs of items, the earlier first.</summary>
    public static List<(int First, int Second)> Find(
        LintContext context, IReadOnlyList<int> wanted, ParallelOptions parallel, LintMeter meter)
    {
        ulong[][] hashes = [.. context.Facts.Select(facts => facts.Hashes)];
        meter.Start(LintPhase.Searching, wanted.Count);
        var candidates = CandidateSearch.Run(hashes, wanted, parallel, meter.Step);
        meter.Start(LintPhase.Comparing, candidates.Count);
        var cache = new TextureCache(item => context.Set.FullPath(context.Set.Items[item].Path));
        var same = new bool[candidates.Count];
        Parallel.For(0, candidates.Count, parallel, c =>
        {
            same[c] = IsSame(Compare(cache, candidates[c]));
            meter.Step();
        });
        return
        [
            .. candidates.Where((_, c) => same[c])
                .Select(pair => (Math.Min(pair.First, pair.Second), Math.Max(pair.First, pair.Second))).Distinct(),
        ];
    }

    /// <summary>Whether two pictures that agree so are one.</summary>
    public static bool IsSame(Agreement agreement) =>
        agreement.Correlation >= LeastCorrelation && agreement.Weakest >= LeastWeakest;

    /// <summary>Lays the pictures of a pair over each other.</summary>
    public static Agreement Compare(TextureCache cache, CandidatePair pair) =>
        cache.Of(pair.First) is { } outer && cache.Of(pair.Second) is { } inner
            ? new Overlay(outer, inner).Fit(PerceptualHash.PlaceOf(pair.Part)) : default;
}
