using System.Text;
using System.Text.Json;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>LabelMe: a JSON for each image with outlines, rectangles, circles and points. An image within the JSON is
/// left out.</summary>
internal static class LabelMeReader
{
    private const int MostShapes = 100_000, MostSide = 1_000_000, CircleSides = 32;

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan)
    {
        var files = Files(scan).ToList();
        return files.Count > 0 ? $"{files.Count} files ({files[0]}{(files.Count > 1 ? ", ..." : "")})" : null;
    }

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var files = new List<(string File, Content Content)>();
        foreach (var file in Files(scan))
            if (options.Try(file, () => ReadFile(scan.Full(file), file, options)) is { } content)
                files.Add((file, content));
        if (files.Count == 0 && options.Faults is null)
            throw AnnotationFile.Bad(scan.Root, 0, "there is no LabelMe JSON in it.");
        var classes = ClassNames.FromList(scan) ??
        [
            .. files.SelectMany(pair => pair.Content.Shapes.Select(shape => shape.Name)).Distinct(
                StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        var index = classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        var missing = new List<string>();
        var samples = files.Select(pair => Make(pair.File, pair.Content)).ToList();
        if (missing.Count > 0) throw AnnotationFile.NoImage(scan.Root, missing);
        return new(scan.Root, classes, samples);

        Sample Make(string file, Content content)
        {
            var image = scan.ImageOf(file) ?? (content.Image is { } name ? scan.Image(name, file) : null);
            if (image is null && !options.KeepMissing) missing.Add($"{SafePath.Stem(file)} ({file})");
            return new()
            {
                Image = new FileReference(image ?? $"{SafePath.Stem(file)}.jpg"),
                StatedSize = content.Size,
                Split = SplitName.OfPath(file),
                Source = new(file),
                Objects = [.. Known(file, content)],
            };
        }

        IEnumerable<ObjectTarget> Known(string file, Content content)
        {
            foreach (var (name, target) in content.Shapes)
            {
                if (index.TryGetValue(name, out var label)) yield return target with { Class = label };
                else options.Report(file, AnnotationFile.NoClass(file, 0, name, classes));
            }
        }
    }

    private static IEnumerable<string> Files(FolderScan scan) =>
        scan.With(".json").Where(file => Looks(scan.Full(file)));

    private static bool Looks(string path)
    {
        using var stream = AnnotationFile.Open(path, long.MaxValue);
        var head = new byte[4096];
        var read = AnnotationFile.Guard(path, () => stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        return Encoding.UTF8.GetString(head, 0, read).Contains("\"shapes\"", StringComparison.Ordinal);
    }

    private static Content ReadFile(string full, string file, DatasetReadOptions options)
    {
        using var stream = AnnotationFile.Open(full, AnnotationFile.MostBytes);
        var json = new JsonFile(file, stream);
        var content = new Content();
        int width = 0, height = 0;
        json.Read(JsonTokenType.StartObject);
        while (json.NextProperty())
        {
            if (json.Is("shapes"u8)) ReadShapes(ref json, content, file, options);
            else if (json.Is("imagePath"u8)) content.Image = json.Text();
            else if (json.Is("imageWidth"u8)) width = json.Whole(0, MostSide, "the width");
            else if (json.Is("imageHeight"u8)) height = json.Whole(0, MostSide, "the height");
            else json.SkipValue();
        }

        if (json.Read()) throw json.Bad("there is more behind the end");
        content.Size = width > 0 && height > 0 ? new(width, height) : null;
        return content;
    }

    private static void ReadShapes(ref JsonFile json, Content content, string file, DatasetReadOptions options)
    {
        json.Read(JsonTokenType.StartArray);
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartObject);
            var depth = json.Depth;
            try
            {
                content.Shapes.Add(ReadShape(ref json));
            }
            catch (BadDataException fault) when (options.Faults is not null && !json.IsBroken)
            {
                options.Report(file, fault);
                json.LeaveObject(depth);
            }

            if (content.Shapes.Count > MostShapes) throw AnnotationFile.TooMuch(file, "it has too many shapes");
        }
    }

    private static (string Name, ObjectTarget Target) ReadShape(ref JsonFile json)
    {
        string? label = null, kind = null, text = null;
        List<Vertex> points = [];
        var difficult = false;
        while (json.NextProperty())
        {
            if (json.Is("label"u8)) label = json.Text();
            else if (json.Is("shape_type"u8)) kind = json.Text();
            else if (json.Is("points"u8)) points = TextRegions.Points(ref json);
            else if (json.Is("description"u8)) text = json.Text();
            else if (json.Is("difficult"u8)) difficult = json.Flag();
            else json.SkipValue();
        }

        if (string.IsNullOrEmpty(label)) throw json.Bad("a shape lacks its label");
        var shape = Shape(kind ?? "polygon", points) ?? throw json.Bad(
            $"a shape '{AnnotationFile.Short(kind ?? "")}' of {points.Count} points is not known");
        return (label, shape with { Difficult = difficult, Text = string.IsNullOrEmpty(text) ? null : text });
    }

    private static ObjectTarget? Shape(string kind, List<Vertex> points) => (kind, points.Count) switch
    {
        ("rectangle", 2 or 4) => new() { Class = 0, Box = Box.Around(points) },
        ("circle", 2) => Outline(Circle(points[0], points[1])),
        ("point", 1) => new() { Class = 0, KeyPoints = [new(points[0])] },
        ("polygon" or "line" or "linestrip" or "rotation", >= 1) => Outline(points),
        ("points", >= 1) => new() { Class = 0, KeyPoints = [.. points.Select(point => new KeyPoint(point))] },
        _ => null,
    };

    private static ObjectTarget Outline(List<Vertex> points) =>
        new() { Class = 0, Box = Box.Around(points), Polygons = [new([.. points])] };

    private static List<Vertex> Circle(Vertex centre, Vertex edge)
    {
        var radius = Math.Sqrt(Math.Pow((double)(edge.X - centre.X), 2) + Math.Pow((double)(edge.Y - centre.Y), 2));
        return
        [
            .. Enumerable.Range(0, CircleSides).Select(i => Math.SinCos(2 * Math.PI * i / CircleSides)).Select(
                at => new Vertex(centre.X + (decimal)(radius * at.Cos), centre.Y + (decimal)(radius * at.Sin))),
        ];
    }

    private sealed class Content
    {
        public string? Image { get; set; }

        public ImageSize? Size { get; set; }

        public List<(string Name, ObjectTarget Target)> Shapes { get; } = [];
    }
}
