using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets;

/// <summary>Reads a folder that holds one folder per class.</summary>
internal static class ClassFolders
{
    /// <summary>Endings of image files, as they are written.</summary>
    public static readonly IReadOnlyList<string> Endings =
        [.. ImageExtensions.All, .. ImageExtensions.All.Select(ending => ending.ToUpperInvariant())];

    private static readonly EnumerationOptions Visible =
        new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };

    // A link that points upwards must not be followed forever.
    public static readonly EnumerationOptions Deep = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
        RecurseSubdirectories = true,
        MaxRecursionDepth = 12,
    };

    /// <summary>Whether the name ends as images do; upper and lower case alike.</summary>
    public static bool IsImage(string path) =>
        ImageExtensions.FormatOf(path) is not null && !Path.GetFileName(path).StartsWith('.');

    /// <summary>Names of the visible folders, in ordinal order.</summary>
    public static List<string> Names(string folder) =>
    [
        .. Directory.EnumerateDirectories(folder, "*", Visible)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>All images below the class folders; the label is the place of the folder's name among them.</summary>
    /// <exception cref="BadDataException">There is no class, or a class without an image.</exception>
    public static ClassificationDataset Read(string folder)
    {
        var classes = Names(folder);
        var samples = new List<ClassificationSample>();
        var empty = new List<string>();
        for (var label = 0; label < classes.Count; label++)
        {
            var before = samples.Count;
            samples.AddRange(ImagesBelow(folder, classes[label]).Select(path => new ClassificationSample(path, label)));
            if (samples.Count == before) empty.Add(classes[label]);
        }

        if (samples.Count == 0)
        {
            throw new BadDataException("VIR1002", $"{folder} holds no images. Wanted is one folder per class with "
                + "JPEG, PNG or other image files in it, or train_list.txt and val_list.txt with lines 'path label'.");
        }

        if (empty.Count > 0)
        {
            throw new BadDataException("VIR1003", $"{folder}: no images in {empty.Count} of {classes.Count} class "
                + $"folders. Add images or move the folders away:{Listing.Lines(empty)}");
        }

        return new(folder, classes, samples);
    }

    private static IEnumerable<string> ImagesBelow(string folder, string name) =>
        Directory.EnumerateFiles(Path.Combine(folder, name), "*", Deep)
            .Where(IsImage)
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Contains("/.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
