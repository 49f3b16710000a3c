using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>YOLO: a text for each image, of lines <c>class cx cy w h</c>, outlines <c>class x1 y1 x2 y2 ...</c>, or
/// boxes with key points, in shares of width and height.</summary>
internal sealed class YoloReader
{
    private const int MostClasses = 1_000_000;
    private readonly FolderScan _scan;
    private readonly DatasetReadOptions _options;
    private readonly YoloNames? _yaml;
    private readonly IReadOnlyList<string>? _names;
    private readonly List<string> _missing = [];
    private int _highest = -1;

    private YoloReader(FolderScan scan, DatasetReadOptions options)
    {
        (_scan, _options, _yaml) = (scan, options, ClassNames.FromYaml(scan));
        // A list beside an export's YAML is somebody's correction of it; data.yaml itself is the format's own.
        _names = scan.Has("data.yaml") ? _yaml?.Names : ClassNames.FromList(scan) ?? _yaml?.Names;
    }

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan)
    {
        var files = Files(scan).ToList();
        if (files.Count == 0) return null;
        var told = files.Take(20).Select(file => Looks(scan.Full(file))).ToList();
        var names = scan.Has("data.yaml") ? ", data.yaml" : scan.Has("classes.txt") ? ", classes.txt" : "";
        // A damaged file among many is a fault to name, not another format.
        return told.Exists(look => look == true) && 4 * told.Count(look => look == false) <= told.Count
            ? $"{files.Count} files ({files[0]}{(files.Count > 1 ? ", ..." : "")}{names})" : null;
    }

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var reader = new YoloReader(scan, options);
        var files = Files(scan).ToList();
        if (files.Count == 0) throw AnnotationFile.Bad(scan.Root, 0, "there is no text that belongs to an image.");
        var samples = files.Select(file => options.Try(file, () => reader.ReadFile(file))).OfType<Sample>().ToList();
        if (reader._missing.Count > 0) throw AnnotationFile.NoImage(scan.Root, reader._missing);
        var bare = scan.Only is null ? reader.Bare(samples) : [];
        samples.AddRange(bare);
        samples.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new(scan.Root, reader._names ?? reader.Numbered(), samples)
        {
            Notes = bare.Count > 0 ? [$"{bare.Count} images have no label file: images without objects"] : [],
        };
    }

    // A text belongs to an image when it has its stem, and lies beside it or under 'labels' as that under 'images'.
    private static IEnumerable<string> Files(FolderScan scan)
    {
        if (scan.Only is not null) return scan.With(".txt");
        var stems = scan.Images.Select(SafePath.Stem).ToHashSet(StringComparer.Ordinal);
        return scan.With(".txt").Where(file => file.Split('/') is var parts && (parts.Contains("labels")
            ? parts.Length > 1 : stems.Contains(SafePath.Stem(file))));
    }

    private static bool? Looks(string full)
    {
        try
        {
            if (AnnotationFile.Lines(full).Select(line => line.Text).FirstOrDefault() is not { } text) return null;
            var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return fields.Length >= 5 && fields.All(field => AnnotationFile.Number(field) is not null)
                && int.TryParse(fields[0], out _);
        }
        catch (BadDataException)
        {
            return null; // It says nothing about the others; who reads the set is told what is wrong with it.
        }
    }

    private Sample ReadFile(string file)
    {
        var image = ImageOf(file);
        if (image is null && !_options.KeepMissing) _missing.Add($"{SafePath.Stem(file)} ({file})");
        var reference = new FileReference(image ?? $"{SafePath.Stem(file)}.jpg");
        // Without its image nothing says how large it is: shares are kept as they are then.
        if ((image is null ? new(1, 1) : SizeOf(reference)) is not { } size) return Make(reference, null, file, []);
        var objects = new List<ObjectTarget>();
        foreach (var (line, text) in AnnotationFile.Lines(_scan.Full(file)))
        {
            var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (_options.Try(file, () => Object(fields, size, file, line)) is { } target) objects.Add(target);
        }

        return Make(reference, image is null ? null : size, file, objects);
    }

    // Who goes past faults looks at the images too: a damaged one is told of then, once.
    private ImageSize? SizeOf(FileReference image)
    {
        try
        {
            return image.ReadSize(_scan.Root);
        }
        catch (BadDataException) when (_options.Faults is not null)
        {
            return null;
        }
    }

    private string? ImageOf(string file)
    {
        var parts = file.Split('/');
        var at = Array.LastIndexOf(parts, "labels");
        if (at >= 0)
        {
            parts[at] = "images";
            var stem = SafePath.Stem(string.Join('/', parts));
            var twin = ClassFolders.Endings.Select(ending => $"{stem}{ending}").FirstOrDefault(_scan.Has);
            if (twin is not null) return twin;
        }

        return _scan.ImageOf(file);
    }

    private static Sample Make(FileReference image, ImageSize? size, string file, List<ObjectTarget> objects) => new()
    {
        Image = image,
        StatedSize = size,
        Split = SplitName.OfPath(image.Path),
        Source = new(file),
        Objects = [.. objects],
    };

    private List<Sample> Bare(List<Sample> samples)
    {
        var labelled = samples.Select(sample => sample.Path).ToHashSet(StringComparer.Ordinal);
        var folders = samples.Select(sample => SafePath.Folder(sample.Path)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _scan.Images.Where(path => !labelled.Contains(path) && folders.Contains(SafePath.Folder(path)))
                .Select(path => Make(new(path), null, path, [])),
        ];
    }

    private ObjectTarget Object(string[] fields, ImageSize size, string file, int line)
    {
        var label = AnnotationFile.Count(fields[0], MostClasses - 1, file, line, "the class");
        if (label >= _names?.Count) throw AnnotationFile.NoClass(file, line, fields[0], _names);
        _highest = Math.Max(_highest, label);
        var numbers = fields.Skip(1)
            .Select((field, i) => AnnotationFile.Number(field, file, line, $"number {i + 2}")).ToList();
        if (_yaml is { Points: > 0 and var points, Dimensions: var width } && numbers.Count == 4 + points * width)
        {
            return new() { Class = label, Box = Box(numbers, size), KeyPoints = Points(numbers, width, size) };
        }

        if (numbers.Count == 4) return new() { Class = label, Box = Box(numbers, size) };
        if (numbers.Count < 6 || numbers.Count % 2 != 0)
        {
            throw AnnotationFile.Bad(file, line,
                $"{fields.Length} numbers are neither 'class cx cy w h' nor an outline "
                + "'class x1 y1 x2 y2 x3 y3 ...'. Predictions with a confidence behind are no labels.");
        }

        Vertex[] outline = [.. numbers.Chunk(2).Select(pair => BoxConvention.FromShares(pair[0], pair[1], size))];
        return new() { Class = label, Box = Targets.Box.Around(outline), Polygons = [new([.. outline])] };
    }

    private static Box Box(List<decimal> n, ImageSize size) => BoxConvention.FromYolo(n[0], n[1], n[2], n[3], size);

    private static ValueList<KeyPoint> Points(List<decimal> numbers, int width, ImageSize size) =>
    [
        .. numbers.Skip(4).Chunk(width).Select(point => new KeyPoint(
            BoxConvention.FromShares(point[0], point[1], size),
            width < 3 ? Visibility.Visible : point[2] switch
            {
                0 => Visibility.Missing, 1 => Visibility.Hidden, _ => Visibility.Visible,
            })),
    ];

    private List<string> Numbered() => [.. Enumerable.Range(0, _highest + 1).Select(label => $"{label}")];
}
