using Vireo.Vision.Datasets.Images;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>A folder for each class, with or without folders for parts above them.</summary>
internal static class FolderReader
{
    /// <summary>What speaks for the format: all images lie below class folders, of which there are two at
    /// least.</summary>
    public static string? Find(FolderScan scan)
    {
        if (scan.Only is not null || scan.Images.Count == 0) return null;
        var classes = scan.Images.Select(ClassOf).ToHashSet();
        return classes.Contains(null) || classes.Count < 2 ? null
            : $"{classes.Count} folders ({string.Join(", ", classes.Order(StringComparer.Ordinal).Take(3))})";
    }

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        List<string> classes =
            [.. scan.Images.Select(ClassOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (classes.Count == 0)
            throw AnnotationFile.Bad(scan.Root, 0, "there is no folder of a class with images in it.");
        var index = classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        return new(scan.Root, classes,
        [
            .. from image in scan.Images
               let name = ClassOf(image)
               where name is not null
               select new Sample
               {
                   Image = new FileReference(image), Classes = [index[name]], Source = new(image),
                   Split = HasSplit(image) ? SplitName.Of(image.Split('/')[0]) ?? "" : "",
               },
        ]);
    }

    private static bool HasSplit(string path) =>
        path.Split('/') is { Length: > 2 } parts && SplitName.Of(parts[0]) is not null;

    private static string? ClassOf(string path) =>
        path.Split('/') is var parts && HasSplit(path) ? parts[1] : parts.Length > 1 ? parts[0] : null;
}
