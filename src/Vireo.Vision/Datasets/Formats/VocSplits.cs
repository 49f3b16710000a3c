namespace Vireo.Vision.Datasets.Formats;

/// <summary>Which part of the data set an XML belongs to, by the lists beside them.</summary>
internal static class VocSplits
{
    /// <summary>Part by stem. Empty when no list says: folders do then.</summary>
    public static Dictionary<string, string> Read(FolderScan scan, out List<string> notes)
    {
        notes = [];
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        var twice = 0;
        foreach (var file in scan.Files.Where(IsList).OrderBy(file => SplitName.Rank(SplitName.OfFile(file))))
        {
            foreach (var (_, text) in AnnotationFile.Lines(scan.Full(file), AnnotationFile.MostListBytes))
            {
                // 'image xml', 'stem' or, of VOC's lists for one class, 'stem 1'.
                var last = text[(text.LastIndexOfAny([' ', '\t']) + 1)..];
                var name = last.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? last : text.Split(' ', '\t')[0];
                var known = name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || ClassFolders.IsImage(name);
                var stem = SafePath.Name(known ? SafePath.Stem(name) : name);
                if (!splits.TryAdd(stem, SplitName.OfFile(file)) && splits[stem] != SplitName.OfFile(file)) twice++;
            }
        }

        if (twice > 0) notes.Add($"{twice} images are listed in two parts; the first one counts");
        return splits;
    }

    private static bool IsList(string file)
    {
        if (!file.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)) return false;
        var stem = SafePath.Name(SafePath.Stem(file));
        if (file.Contains("ImageSets/", StringComparison.Ordinal)) return SplitName.Of(stem) is not null;
        return !file.Contains('/') && stem.EndsWith("_list", StringComparison.Ordinal)
            && SplitName.Of(stem[..^"_list".Length]) is not null;
    }
}
