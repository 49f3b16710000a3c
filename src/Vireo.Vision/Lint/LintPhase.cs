namespace Vireo.Vision.Lint;

/// <summary>Parts of a lint.</summary>
public enum LintPhase
{
    /// <summary>Files are read, decoded and measured.</summary>
    Measuring,

    /// <summary>Pictures that look alike are sought by their hashes.</summary>
    Searching,

    /// <summary>Pairs that look alike are laid over each other.</summary>
    Comparing,
}
