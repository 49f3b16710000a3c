using System.Globalization;

namespace Vireo.Training.Compression;

/// <summary>What rows do not say by themselves.</summary>
internal static class CompressionNotes
{
    /// <summary>The sentences about a choice.</summary>
    public static IEnumerable<string> Of(
        IReadOnlyList<CompressionRow> rows, CompressionRow chosen, CompressionRequest request)
    {
        foreach (var row in rows.Where(row => row.Verdict == CompressionVerdict.NotFaster))
        {
            yield return $"{row.Name} answers one image in {Text(row.Speed.P50)} ms, which is not faster here than the "
                + $"same network in floating point: refused. --keep-slower keeps it, such as for another machine.";
        }

        if (chosen == rows[0])
        {
            yield return rows.Skip(1).Any(row => row.Verdict == CompressionVerdict.Kept)
                ? "Nothing within the budget is faster than the model as it was trained: that is what was written."
                : "Nothing but the model as it was trained is within the budget and worth it: that is what was written.";
        }
        else if (-chosen.Difference.Low > request.Budget)
        {
            yield return $"{chosen.Difference.Images} images cannot tell the budget for certain: {chosen.Name} may lose up "
                + $"to {Text(-100 * chosen.Difference.Low)} points (95%).";
        }
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
