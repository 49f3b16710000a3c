namespace Vireo.Vision.Lint;

/// <summary>Reads data for linting: whatever is wrong becomes a finding, and the rest is looked at all the
/// same.</summary>
internal static class LintSource
{
    private const string Suffix = "_list.txt";

    /// <summary>Reads a list file, a folder with lists, or a folder with images in folders.</summary>
    /// <exception cref="BadDataException"><c>VIR1290</c>: it does not exist. <c>VIR1291</c>: no image is
    /// there.</exception>
    public static LintSet Read(string data)
    {
        var path = Path.GetFullPath(data);
        var set = File.Exists(path) ? Lists(Path.GetDirectoryName(path) ?? path, [path])
            : !Directory.Exists(path) ? throw Missing(data)
            : ListsIn(path) is { Length: > 0 } lists ? Lists(path, lists)
            : LintFolders.Read(path);
        if (set.Items.Count > 0 || set.Findings.Count > 0) return set;
        throw new BadDataException("VIR1291", $"{data} holds no images. Wanted are image files in folders, or lists "
            + "such as train_list.txt.");
    }

    /// <summary>Split that a list's name speaks of; empty for none.</summary>
    public static string SplitOf(string list) =>
        Path.GetFileName(list) is var name && name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            ? SplitNames.Of(name[..^Suffix.Length]) ?? "" : "";

    private static LintSet Lists(string root, IEnumerable<string> lists) => new LintLists(root).Read(lists);

    private static string[] ListsIn(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + Suffix).Where(list => SplitOf(list).Length > 0)
            .OrderBy(list => SplitNames.Rank(SplitOf(list))).ThenBy(list => list, StringComparer.Ordinal),
    ];

    private static BadDataException Missing(string data)
    {
        var full = Path.GetFullPath(data);
        var parent = Path.GetDirectoryName(full);
        var beside = Directory.Exists(parent) ? Directory.EnumerateFileSystemEntries(parent) : [];
        var hint = NearestName.Hint(
            Path.GetFileName(full.TrimEnd('/', '\\')), beside.Select(path => Path.GetFileName(path)));
        return new("VIR1290", $"there is no folder or list file {data}.{hint}");
    }
}
