namespace Vireo.Vision.Lint;

/// <summary>Something found in a data set.</summary>
/// <param name="Rule">What kind.</param>
/// <param name="Path">File, folder or list below the root of the data; <c>.</c> for the data as a whole.</param>
/// <param name="Message">What was found there, with its figures.</param>
public sealed record Finding(LintRule Rule, string Path, string Message)
{
    /// <summary>Other files that it is about, such as the other copies of a picture.</summary>
    public IReadOnlyList<string> Related { get; init; } = [];

    /// <summary>Line of a list file, from 1 on; nothing where it is about no line.</summary>
    public int? Line { get; init; }

    /// <summary>Stable code.</summary>
    public string Code => Rule.Code;

    /// <summary>How much it matters.</summary>
    public LintSeverity Severity => Rule.Severity;

    /// <summary>What to do.</summary>
    public string Fix => Rule.Fix;
}
