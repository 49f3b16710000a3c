using System.IO.Enumeration;

namespace Vireo.Vision.Datasets;

/// <summary>Finds image files by what a user types: files, folders, lists, patterns.</summary>
public static class ImageSearch
{
    /// <summary>All files meant, in the order given, those of a folder or pattern in ordinal order.</summary>
    /// <param name="wanted">A file is taken as it is, whether or not it can be read; of a folder, all images below it;
    /// of a list file (<c>.txt</c>, a line <c>path label</c> per image), those it names; of a pattern (<c>*</c> and
    /// <c>?</c> within a name, <c>**</c> for any folders) all that match.</param>
    /// <exception cref="BadDataException"><c>VIR1002</c>: a folder or list holds no image; a list is wrong.
    /// <c>VIR1015</c>: nothing matches a pattern.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return [.. wanted.SelectMany(Expand)];
    }

    private static IEnumerable<string> Expand(string wanted)
    {
        if (Directory.Exists(wanted)) return Below(wanted);
        if (Path.GetExtension(wanted) == ".txt" && File.Exists(wanted)) return Listed(wanted);
        if (File.Exists(wanted) || wanted.AsSpan().IndexOfAny('*', '?') < 0) return [wanted];
        var matches = Matching(wanted);
        return matches.Count > 0 ? matches : throw new BadDataException("VIR1015", $"no image matches {wanted}.");
    }

    private static IEnumerable<string> Listed(string list)
    {
        var dataset = ListFile.Read(list);
        return dataset.Samples.Select(sample => Path.Combine(dataset.Root, sample.Path));
    }

    private static List<string> Below(string folder)
    {
        var images = Directory.EnumerateFiles(folder, "*", ClassFolders.Deep).Where(ClassFolders.IsImage)
            .Order(StringComparer.Ordinal).ToList();
        return images.Count > 0 ? images : throw new BadDataException("VIR1002", $"{folder} holds no images.");
    }

    private static List<string> Matching(string pattern)
    {
        var parts = pattern.Replace('\\', '/').Split('/');
        var fixedParts = parts.TakeWhile(part => part.AsSpan().IndexOfAny('*', '?') < 0).Count();
        var root = string.Join('/', parts.AsSpan(0, fixedParts));
        var start = root.Length > 0 ? root : fixedParts > 0 ? "/" : ".";
        if (!Directory.Exists(start)) return [];
        var rest = parts.Skip(fixedParts).ToArray();
        return
        [
            .. Directory.EnumerateFiles(start, "*", ClassFolders.Deep)
                .Where(path => ClassFolders.IsImage(path) && Matches(
                    Path.GetRelativePath(start, path).Replace(Path.DirectorySeparatorChar, '/').Split('/'),
                    rest))
                .Order(StringComparer.Ordinal)
                .Select(path => fixedParts == 0 ? Path.GetRelativePath(start, path) : path),
        ];
    }

    private static bool Matches(ReadOnlySpan<string> path, ReadOnlySpan<string> pattern)
    {
        if (pattern.IsEmpty) return path.IsEmpty;
        if (pattern[0] == "**") return Matches(path, pattern[1..]) || (!path.IsEmpty && Matches(path[1..], pattern));
        return !path.IsEmpty && FileSystemName.MatchesSimpleExpression(pattern[0], path[0], ignoreCase: false)
            && Matches(path[1..], pattern[1..]);
    }
}
