namespace Vireo.Vision.Lint;

/// <summary>A line of a list, taken apart.</summary>
/// <param name="List">The list, below the root.</param>
/// <param name="Number">Line, from 1 on.</param>
/// <param name="Path">Path below the root; as written where it cannot be one.</param>
/// <param name="Rest">What follows the path; nothing where nothing does.</param>
/// <param name="Exists">Whether the file is there.</param>
internal sealed record ListLine(string List, int Number, string Path, string? Rest, bool Exists)
{
    /// <summary>Whether a tab parts path and rest.</summary>
    public bool HasTab { get; init; }
}
