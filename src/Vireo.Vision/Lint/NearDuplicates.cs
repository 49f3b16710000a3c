namespace Vireo.Vision.Lint;

/// <summary>Finds pictures that are copies of one another though their files and pixels differ: re-encoded, scaled, or
/// cut at the edges by a tenth. Other pictures of the same scene are not.</summary>
internal static class NearDuplicates
{
    // Measured on photographs (docs/lint.md): copies lie above 0.95, other pictures of the same scene below 0.87.
    private const double LeastCorrelation = 0.92, LeastWeakest = 0.8;

    // A few strokes of ink resemble others by chance.
    private const double DrawingShare = 0.8, LeastOfDrawings = 0.97;

    /// <summary>Pairs of items, the earlier first.</summary>
    public static List<(int First, int Second)> Find(
        LintContext context, IReadOnlyList<int> wanted, ParallelOptions parallel, LintMeter meter)
    {
        ulong[][] hashes = [.. context.Facts.Select(facts => facts.Hashes)];
        meter.Start(LintPhase.Searching, wanted.Count);
        var candidates = CandidateSearch.Run(hashes, wanted, parallel, meter.Step);
        meter.Start(LintPhase.Comparing, candidates.Count);
        var cache = new TextureCache(item => context.Set.Items[item].Decode(
            context.Set.Root, new() { ShorterSideNeeded = Texture.Side })); // JPEG is decoded at a reduced size.
        var same = new bool[candidates.Count];
        Parallel.For(0, candidates.Count, parallel, c =>
        {
            same[c] = IsSame(Compare(cache, candidates[c]), IsDrawing(context.Facts[candidates[c].First]));
            meter.Step();
        });
        return [.. candidates.Where((_, c) => same[c]).Select(pair => (pair.First, pair.Second))];
    }

    /// <summary>Whether two pictures that agree so are one.</summary>
    public static bool IsSame(Agreement agreement, bool drawing) =>
        agreement.Correlation >= (drawing ? LeastOfDrawings : LeastCorrelation)
        && agreement.Weakest >= (drawing ? LeastOfDrawings : LeastWeakest);

    /// <summary>Whether a picture is ink on paper: hardly anything but black and white.</summary>
    public static bool IsDrawing(ImageFacts facts) => facts.BlackShare + facts.WhiteShare >= DrawingShare;

    /// <summary>Lays the pictures of a pair over each other.</summary>
    public static Agreement Compare(TextureCache cache, CandidatePair pair) =>
        cache.Of(pair.First) is { } first && cache.Of(pair.Second) is { } second
            ? Overlay.Best(first, second) : default;
}
