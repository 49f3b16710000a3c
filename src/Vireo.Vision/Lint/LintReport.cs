using Vireo.Vision.Datasets;

namespace Vireo.Vision.Lint;

/// <summary>What <see cref="Linter"/> found.</summary>
/// <param name="Root">Full path of the folder that paths of findings are relative to.</param>
/// <param name="Findings">The gravest first, then by code and path.</param>
/// <param name="Summary">Counts.</param>
public sealed record LintReport(string Root, IReadOnlyList<Finding> Findings, LintSummary Summary)
{
    /// <summary>Status of the process: 3 when a finding is an error, otherwise 0.</summary>
    public int ExitCode => Summary.Errors > 0 ? 3 : 0;

    /// <summary>Format that the labels were read as; nothing for lists and folders of images.</summary>
    public DatasetFormat? Format => Set?.Format;

    /// <summary>The data with what was measured; for cleaned lists.</summary>
    internal LintSet? Set { get; init; }
}
