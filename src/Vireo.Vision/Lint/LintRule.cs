namespace Vireo.Vision.Lint;

/// <summary>One kind of <see cref="Finding"/>.</summary>
/// <param name="Code">Stable code, <c>VIR12##</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Title">What it is, a few words.</param>
/// <param name="Why">What it does to training.</param>
/// <param name="Fix">What to do.</param>
public sealed record LintRule(string Code, LintSeverity Severity, string Title, string Why, string Fix)
{
    /// <summary>Whether a cleaned list leaves the file out.</summary>
    public bool Drops { get; init; }

    /// <summary>Whether a cleaned list also leaves out the files that a finding relates to.</summary>
    public bool DropsRelated { get; init; }
}
