using System.Text;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>COCO: one JSON for many images; boxes, outlines, run lengths, key points. Numbers of images, objects and
/// classes are kept.</summary>
internal sealed class CocoReader
{
    private const long MostFile = 8L << 30;
    private const int MostImages = 20_000_000, MostObjects = 100_000_000;
    private readonly FolderScan _scan;
    private readonly DatasetReadOptions _options;
    private readonly List<long> _classIds = [];
    private readonly List<string> _classes = [];
    private readonly List<string> _points = [];
    private readonly List<Sample> _samples = [];
    private readonly List<string> _missing = [];

    private CocoReader(FolderScan scan, DatasetReadOptions options) => (_scan, _options) = (scan, options);

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan) =>
        Files(scan) is { Count: > 0 } files ? $"{files.Count} files ({string.Join(", ", files.Take(3))})" : null;

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var reader = new CocoReader(scan, options);
        foreach (var file in Files(scan)) options.Try(file, () => reader.ReadFile(file));
        if (reader._missing.Count > 0) throw AnnotationFile.NoImage(scan.Root, reader._missing);
        return new(scan.Root, reader._classes, reader._samples)
        {
            ClassIds = [.. reader._classIds], KeyPointNames = [.. reader._points],
        };
    }

    // Of several files for one part, such as captions beside instances, the instances are meant.
    private static List<string> Files(FolderScan scan) =>
    [
        .. scan.With(".json").Where(file => IsCoco(scan.Full(file)))
            .GroupBy(SplitName.OfFile)
            .SelectMany(group => group.Any(IsInstances) ? group.Where(IsInstances) : group)
            .OrderBy(file => SplitName.Rank(SplitName.OfFile(file))).ThenBy(file => file, StringComparer.Ordinal),
    ];

    private static bool IsInstances(string file) =>
        SafePath.Name(file).StartsWith("instances", StringComparison.OrdinalIgnoreCase);

    private static bool IsCoco(string path)
    {
        using var stream = AnnotationFile.Open(path, long.MaxValue);
        var head = new byte[4096];
        var read = AnnotationFile.Guard(path, () => stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        var text = Encoding.UTF8.GetString(head, 0, read);
        return !text.Contains("\"shapes\"", StringComparison.Ordinal)
            && new[] { "\"images\"", "\"annotations\"", "\"categories\"" }
                .Any(name => text.Contains(name, StringComparison.Ordinal));
    }

    // Gives back what it read, of which only a fault leaves nothing.
    private CocoContent ReadFile(string file)
    {
        var content = new CocoContent(file, _options);
        using (var stream = AnnotationFile.Open(_scan.Full(file), MostFile))
        {
            var json = new JsonFile(file, stream);
            ReadTop(ref json, content);
        }

        var classes = content.Categories.ToDictionary(pair => pair.Id, pair => Class(file, pair.Id, pair.Name));
        if (_points.Count == 0) _points.AddRange(content.PointNames);
        var objects = content.Objects.ToLookup(entry => entry.ImageId);
        var known = new HashSet<long>();
        foreach (var image in content.Images)
        {
            if (known.Add(image.Id)) _samples.Add(Make(file, image, objects[image.Id], classes));
            else _options.Report(file, AnnotationFile.Bad(file, 0, $"the image {image.Id} comes twice."));
        }

        foreach (var lost in content.Objects.Where(entry => !known.Contains(entry.ImageId)))
        {
            _options.Report(file, AnnotationFile.Bad(
                file, 0, $"the object {lost.Target.Id} is of an image {lost.ImageId}, which is not listed."));
        }

        return content;
    }

    private Sample Make(
        string file, CocoImage image, IEnumerable<CocoObject> objects, Dictionary<long, int> classes)
    {
        var path = _scan.Image(image.Name, file);
        if (path is null)
        {
            path = SafePath.Below("", image.Name) ?? SafePath.Name(image.Name);
            if (!_options.KeepMissing) _missing.Add($"{path} ({file})");
        }

        return new()
        {
            Image = new FileReference(path),
            StatedSize = image.Size,
            Split = SplitName.OfFile(file) is { Length: > 0 } split ? split : SplitName.OfPath(path),
            Id = $"{image.Id}",
            Source = new(file),
            Objects = [.. Known(file, objects, classes)],
        };
    }

    private IEnumerable<ObjectTarget> Known(
        string file, IEnumerable<CocoObject> objects, Dictionary<long, int> classes)
    {
        foreach (var (_, category, target) in objects)
        {
            if (classes.TryGetValue(category, out var label)) yield return target with { Class = label };
            else _options.Report(file, AnnotationFile.NoCategory(file, target.Id, category));
        }
    }

    private int Class(string file, long id, string name)
    {
        var known = _classIds.IndexOf(id);
        if (known >= 0 && _classes[known] == name) return known;
        if (known >= 0)
        {
            throw AnnotationFile.Bad(
                file, 0,
                    $"the category {id} is '{AnnotationFile.Short(name)}' here and '{_classes[known]}' elsewhere.");
        }

        _classIds.Add(id);
        _classes.Add(name);
        return _classes.Count - 1;
    }

    private static void ReadTop(ref JsonFile json, CocoContent content)
    {
        json.Read(System.Text.Json.JsonTokenType.StartObject);
        while (json.NextProperty())
        {
            if (json.Is("images"u8)) CocoEntries.Images(ref json, content, MostImages);
            else if (json.Is("annotations"u8)) CocoEntries.Objects(ref json, content, MostObjects);
            else if (json.Is("categories"u8)) CocoEntries.Categories(ref json, content);
            else json.SkipValue();
        }

        if (json.Read()) throw json.Bad("there is more behind the end");
    }
}
