namespace Vireo.Vision.Lint;

/// <summary>Counts of a lint.</summary>
/// <param name="Images">Images looked at.</param>
/// <param name="Classes">Classes.</param>
/// <param name="Splits">Images in each split; an empty name for undivided data.</param>
/// <param name="Codes">Findings of each code.</param>
public sealed record LintSummary(
    int Images, int Classes, IReadOnlyDictionary<string, int> Splits, IReadOnlyDictionary<string, int> Codes)
{
    /// <summary>Findings that are errors.</summary>
    public int Errors => Count(LintSeverity.Error);

    /// <summary>Findings that are warnings.</summary>
    public int Warnings => Count(LintSeverity.Warning);

    /// <summary>Findings that are notes.</summary>
    public int Notes => Count(LintSeverity.Note);

    private int Count(LintSeverity severity) =>
        Codes.Where(pair => LintRules.Find(pair.Key).Severity == severity).Sum(pair => pair.Value);
}
