namespace Vireo.Vision.Lint;

/// <summary>How much a <see cref="Finding"/> matters.</summary>
public enum LintSeverity
{
    /// <summary>Training would fail, or its figures would be wrong.</summary>
    Error,

    /// <summary>Training would be worse than it could be.</summary>
    Warning,

    /// <summary>Worth knowing; nothing may be wrong.</summary>
    Note,
}
