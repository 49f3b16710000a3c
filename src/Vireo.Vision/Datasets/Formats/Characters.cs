namespace Vireo.Vision.Datasets.Formats;

/// <summary>The alphabet of a set of texts: a character on each line.</summary>
internal static class Characters
{
    private const long MostBytes = 4 << 20;
    private static readonly string[] Names = ["charset.txt", "alphabet.txt", "dict.txt", "keys.txt"];

    /// <summary>Whether a folder has one.</summary>
    public static bool Has(FolderScan scan) => Names.Any(scan.Has);

    /// <summary>The characters, in the order of their classes; empty when no list says.</summary>
    public static ValueList<string> Read(FolderScan scan)
    {
        if (Names.FirstOrDefault(scan.Has) is not { } path) return [];
        using var reader = new StreamReader(new MemoryStream(AnnotationFile.ReadAll(scan.Full(path), MostBytes)));
        var characters = new List<string>();
        // A space is a character too: lines are taken as they are.
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) characters.Add(line);
        }

        return [.. characters];
    }
}
