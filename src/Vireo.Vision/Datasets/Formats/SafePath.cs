namespace Vireo.Vision.Datasets.Formats;

/// <summary>Paths from files of others: below the root, or refused.</summary>
internal static class SafePath
{
    /// <summary>The path below the root, parts separated by <c>/</c>; null when it leaves the root, is absolute, or has
    /// characters that no path has.</summary>
    /// <param name="folder">Folder below the root that the reference counts from; empty for the root.</param>
    /// <param name="reference">What the file says.</param>
    public static string? Below(string folder, string reference)
    {
        if (reference.Length is 0 or > 4096 || reference.Any(char.IsControl)) return null;
        var text = reference.Replace('\\', '/');
        if (text[0] == '/' || (text.Length > 1 && text[1] == ':')) return null;
        var parts = folder.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var part in text.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else return null;
        }

        return parts.Count > 0 ? string.Join('/', parts) : null;
    }

    /// <summary>The folder of a path, empty for the root.</summary>
    public static string Folder(string path) => path.LastIndexOf('/') is >= 0 and var end ? path[..end] : "";

    /// <summary>The last part of a path, whichever system wrote it.</summary>
    public static string Name(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    /// <summary>The path without the ending of its name.</summary>
    public static string Stem(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') + 1 ? path[..dot] : path;
    }
}
