namespace Vireo.Vision.Datasets.Formats;

/// <summary>All visible files below a folder, listed once; finds the image that a label means.</summary>
internal sealed class FolderScan
{
    private const int MostFiles = 20_000_000;
    private readonly HashSet<string> _files;
    private Dictionary<string, List<string>>? _byName;

    private FolderScan(string root, List<string> files, string? only)
    {
        (Root, Files, Only) = (root, files, only);
        _files = new(files, StringComparer.Ordinal);
    }

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    /// <summary>Paths below the root, parts separated by <c>/</c>, in ordinal order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The one label file meant, when a file was given; null for all.</summary>
    public string? Only { get; }

    /// <summary>The images.</summary>
    public IReadOnlyList<string> Images => field ??= [.. Files.Where(ClassFolders.IsImage)];

    /// <summary>Lists a folder, or the folder of a file.</summary>
    /// <param name="path">Folder, or a label file.</param>
    /// <param name="images">Folder of the images when they are elsewhere: the two are listed from the folder above
    /// both.</param>
    public static FolderScan Of(string path, string? images = null)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var isFile = File.Exists(full);
        if (!isFile && !Directory.Exists(full))
        {
            throw new BadDataException("VIR1030", $"there is no folder or file {path}."
                + NearestName.Hint(Path.GetFileName(full), Beside(full)));
        }

        var root = isFile ? Path.GetDirectoryName(full) ?? full : full;
        if (images is not null) root = Above(root, Path.GetFullPath(images));
        var files = AnnotationFile.Guard(root, () => List(root));
        return new(root, files, isFile ? Relative(root, full) : null);
    }

    /// <summary>Full path of a file.</summary>
    public string Full(string path) => Path.Combine(Root, path);

    /// <summary>Whether there is such a file.</summary>
    public bool Has(string path) => _files.Contains(path);

    /// <summary>Label files with one of these endings.</summary>
    public IEnumerable<string> With(params string[] extensions) =>
        (Only is null ? Files : [Only]).Where(file => extensions.Any(
            extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The image that a label file means.</summary>
    /// <param name="reference">What the file says: foreign folders are left out when they lead nowhere.</param>
    /// <param name="from">The label file, below the root.</param>
    /// <returns>Null when there is none, or when several are equally likely.</returns>
    public string? Image(string reference, string from)
    {
        foreach (var folder in (string[])[SafePath.Folder(from), ""])
        {
            if (SafePath.Below(folder, reference) is { } path && _files.Contains(path)) return path;
        }

        return Nearest(SafePath.Name(reference), from, SafePath.Below("", reference));
    }

    /// <summary>The image with the stem of a label file.</summary>
    public string? ImageOf(string from) =>
        Nearest(SafePath.Name(SafePath.Stem(from)), from, null, sameStem: true);

    // Folders that the reference names and the image lies in decide before all else.
    private string? Nearest(string name, string from, string? reference, bool sameStem = false)
    {
        _byName ??= MakeIndex();
        if (!_byName.TryGetValue(sameStem ? name : SafePath.Stem(name), out var candidates)) return null;
        var exact = reference is null ? []
            : candidates.FindAll(path => path.EndsWith($"/{reference}", StringComparison.Ordinal));
        if (exact.Count == 0) exact = sameStem ? candidates : candidates.FindAll(path => SafePath.Name(path) == name);
        if (exact.Count == 0) exact = candidates.FindAll(
            path => string.Equals(SafePath.Name(path), name, StringComparison.OrdinalIgnoreCase));
        if (exact.Count <= 1) return exact.FirstOrDefault();
        var near = from.Split('/');
        var split = SplitName.Guess(from);
        var ranked = exact.Select(path => (path, score: Score(path, near, split)))
            .OrderByDescending(pair => pair.score).ToList();
        return ranked[0].score > ranked[1].score ? ranked[0].path : null;
    }

    // Folders in common tell; the same part of the data set tells most.
    private static int Score(string path, string[] near, string split)
    {
        var folders = path.Split('/')[..^1];
        var sameSplit = split.Length > 0 && SplitName.OfPath(path) == split ? 100 : 0;
        return sameSplit + 2 * folders.Count(near.Contains) - folders.Length;
    }

    private Dictionary<string, List<string>> MakeIndex()
    {
        var index = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var image in Images)
        {
            var stem = SafePath.Name(SafePath.Stem(image));
            if (!index.TryGetValue(stem, out var list)) index[stem] = list = [];
            list.Add(image);
        }

        return index;
    }

    private static List<string> List(string root)
    {
        var files = new List<string>();
        foreach (var file in Directory.EnumerateFiles(root, "*", ClassFolders.Deep))
        {
            var path = Relative(root, file);
            if (path.StartsWith('.') || path.Contains("/.", StringComparison.Ordinal)) continue;
            files.Add(path);
            if (files.Count > MostFiles) throw AnnotationFile.TooMuch(root, $"there are over {MostFiles} files");
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static string Relative(string root, string full) =>
        Path.GetRelativePath(root, full).Replace(Path.DirectorySeparatorChar, '/');

    private static IEnumerable<string> Beside(string path) =>
        Path.GetDirectoryName(path) is { } parent && Directory.Exists(parent)
            ? Directory.EnumerateFileSystemEntries(parent).Select(entry => Path.GetFileName(entry)) : [];

    private static string Above(string a, string b)
    {
        var (left, right) = (a.Split(Path.DirectorySeparatorChar), b.Split(Path.DirectorySeparatorChar));
        var same = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        var root = string.Join(Path.DirectorySeparatorChar, left[..same]);
        return root.Length > 0 ? root : Path.GetPathRoot(a) ?? a;
    }
}
