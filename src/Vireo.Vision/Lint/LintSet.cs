using Vireo.Vision.Datasets;

namespace Vireo.Vision.Lint;

/// <summary>Data as it was found: every image once, and what was wrong with the lists.</summary>
/// <param name="Root">Full path of the folder that all paths are relative to.</param>
/// <param name="Items">The images, train before val before test, in the order of folders or lists.</param>
/// <param name="Classes">Names of the classes by index; empty where images have none.</param>
internal sealed record LintSet(string Root, IReadOnlyList<LintItem> Items, IReadOnlyList<string> Classes)
{
    /// <summary>What was wrong with lists and folders.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Characters that texts may hold; nothing where there is no alphabet.</summary>
    public IReadOnlySet<string>? Alphabet { get; init; }

    /// <summary>Format of the labels; nothing for lists and folders of images.</summary>
    public DatasetFormat? Format { get; init; }

    /// <summary>Lists that were read, below the root; empty for folders.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Whether lists give classes by name, not by number.</summary>
    public bool NamesInLists { get; init; }

    /// <summary>Names of the splits in the order train, val, test; a single empty name for undivided data.</summary>
    public IReadOnlyList<string> Splits { get; } =
        [.. Items.Select(item => item.Split).Distinct().OrderBy(SplitName.Rank)];

    /// <summary>Full path of a file below the root.</summary>
    public string FullPath(string relative) => Path.Combine(Root, relative);
}
