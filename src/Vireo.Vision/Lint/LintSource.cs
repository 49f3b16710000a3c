using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Formats;

namespace Vireo.Vision.Lint;

/// <summary>Reads data for linting: whatever is wrong becomes a finding, and the rest is looked at all the
/// same.</summary>
internal static class LintSource
{
    private const string Suffix = "_list.txt";
    private static readonly string[] PlainFormats = ["list", "retrieval", "ocr", "mask-list", "folders"];

    /// <summary>Reads a data set of any format, a list file, or a folder with images in folders.</summary>
    /// <exception cref="BadDataException"><c>VIR1290</c>: it does not exist. <c>VIR1291</c>: no image is
    /// there.</exception>
    public static LintSet Read(string data, LintOptions? options = null)
    {
        var path = Path.GetFullPath(data);
        if (!File.Exists(path) && !Directory.Exists(path)) throw Missing(data);
        var set = Labelled(path, options ?? new()) ?? Plain(path);
        if (set.Items.Count > 0 || set.Findings.Count > 0) return set;
        throw new BadDataException("VIR1291", $"{data} holds no images. Wanted are image files in folders, lists "
            + "such as train_list.txt, or labels of a known format.");
    }

    /// <summary>Images by lists or folders, which say a class, a mask or a text of each.</summary>
    public static LintSet Plain(string path) =>
        File.Exists(path) ? Lists(Path.GetDirectoryName(path) ?? path, [path])
            : ListsIn(path) is { Length: > 0 } lists ? Lists(path, lists)
            : LintFolders.Read(path);

    // Lists and folders are looked at line by line and file by file; other formats are left to their readers.
    private static LintSet? Labelled(string path, LintOptions options)
    {
        if (options.Format is { } asked)
        {
            return asked.Name is "folders" or "images" ? LintFolders.Read(path)
                : PlainFormats.Contains(asked.Name) ? null
                : LintDataset.Read(FolderScan.Of(path, options.Images), asked);
        }

        try
        {
            var scan = FolderScan.Of(path, options.Images);
            return DatasetFormat.Likeliest(scan) is { } format && !PlainFormats.Contains(format.Name)
                ? LintDataset.Read(scan, format) : null;
        }
        catch (BadDataException) when (options.Images is null)
        {
            return null; // A folder within it may not be listed: what can be seen is looked at all the same.
        }
    }

    /// <summary>Split that a list's name speaks of; empty for none.</summary>
    public static string SplitOf(string list) =>
        Path.GetFileName(list) is var name && name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
            ? SplitName.Of(name[..^Suffix.Length]) ?? "" : "";

    private static LintSet Lists(string root, IEnumerable<string> lists) => new LintLists(root).Read(lists);

    private static string[] ListsIn(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + Suffix).Where(list => SplitOf(list).Length > 0)
            .OrderBy(list => SplitName.Rank(SplitOf(list))).ThenBy(list => list, StringComparer.Ordinal),
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
