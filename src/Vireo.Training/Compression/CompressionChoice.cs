namespace Vireo.Training.Compression;

/// <summary>Judges steps by budget and speed, and chooses.</summary>
internal static class CompressionChoice
{
    // A loss is a quotient of whole numbers, a budget is typed: 0.3 points of 1000 images are 3 images.
    private const double Tolerance = 1e-9;

    /// <summary>What becomes of a step.</summary>
    /// <param name="loss">Share of images that it loses against the first.</param>
    /// <param name="budget">Share that may be lost.</param>
    /// <param name="speed">Its own.</param>
    /// <param name="original">That of the same network in floating point; null for a step in floating point.</param>
    /// <param name="keepSlower">Whether that does not matter.</param>
    public static CompressionVerdict Verdict(
        double loss, double budget, ModelSpeed speed, ModelSpeed? original, bool keepSlower) =>
        loss > budget + Tolerance ? CompressionVerdict.OverBudget
        : original is { } floating && speed.P50 >= floating.P50 && !keepSlower ? CompressionVerdict.NotFaster
        : CompressionVerdict.Kept;

    /// <summary>The fastest row that is kept; with <paramref name="keepSlower"/> the fastest in eight bits, where there
    /// is one. The first row is always kept.</summary>
    public static CompressionRow Choose(IReadOnlyList<CompressionRow> rows, bool keepSlower)
    {
        var kept = rows.Where(row => row.Verdict == CompressionVerdict.Kept).ToList();
        var bytes = kept.FindAll(row => row.ByteLayers is not null);
        return (keepSlower && bytes.Count > 0 ? bytes : kept).MinBy(row => row.Speed.P50) ?? rows[0];
    }
}
