using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Pascal VOC: an XML for each image; parts by <c>ImageSets/Main</c>, by lists <c>image xml</c>, or by
/// folders.</summary>
internal static class VocReader
{
    private const int Probes = 3;

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan)
    {
        var files = scan.With(".xml").ToList();
        return files.Count > 0 && files.Take(Probes).All(file => VocFile.Looks(scan.Full(file)))
            ? $"{files.Count} files ({files[0]}{(files.Count > 1 ? ", ..." : "")})"
            : null;
    }

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var files = new List<(string Path, VocFile File)>();
        foreach (var path in scan.With(".xml"))
            if (options.Try(path, () => VocFile.Read(scan.Full(path), path, options)) is { } file)
                files.Add((path, file));
        if (files.Count == 0 && options.Faults is null)
            throw AnnotationFile.Bad(scan.Root, 0, "there is no XML in it.");
        var classes = ClassNames.FromList(scan) ?? Names(files.Select(pair => pair.File));
        var index = classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        var splits = VocSplits.Read(scan, out var notes);
        var missing = new List<string>();
        var samples = new List<Sample>();
        foreach (var (path, file) in files) samples.Add(Make(scan, path, file));
        if (missing.Count > 0) throw AnnotationFile.NoImage(scan.Root, missing);
        var labelled = samples.Select(sample => sample.Path).ToHashSet(StringComparer.Ordinal);
        var bare = scan.Only is null ? scan.Images.Count(image => !labelled.Contains(image)) : 0;
        if (bare > 0) notes.Add($"{bare} images have no XML");
        return new(scan.Root, classes, samples) { Notes = notes };

        Sample Make(FolderScan scan, string path, VocFile file)
        {
            var image = scan.ImageOf(path) ?? (file.ImageName is { } name ? scan.Image(name, path) : null);
            if (image is null && !options.KeepMissing) missing.Add($"{SafePath.Stem(path)} ({path})");
            var stem = SafePath.Name(SafePath.Stem(path));
            return new()
            {
                Image = new FileReference(image ?? $"{SafePath.Stem(path)}.jpg"),
                StatedSize = file.Size,
                Split = splits.GetValueOrDefault(stem) ?? SplitName.OfPath(path),
                Source = new(path),
                Objects = [.. Known(path, file)],
            };
        }

        IEnumerable<ObjectTarget> Known(string path, VocFile file)
        {
            foreach (var (name, target, line) in file.Objects)
            {
                if (index.TryGetValue(name, out var label)) yield return target with { Class = label };
                else options.Report(path, AnnotationFile.NoClass(path, line, name, classes));
            }
        }
    }

    private static List<string> Names(IEnumerable<VocFile> files) =>
    [
        .. files.SelectMany(file => file.Objects.Select(entry => entry.Name)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
