using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>YOLO: <c>images/PART</c>, <c>labels/PART</c>, <c>classes.txt</c>, <c>data.yaml</c>. Numbers have as many
/// digits as it takes to get the same pixels back.</summary>
internal static class YoloWriter
{
    public static void Write(DatasetOutput output)
    {
        var dataset = output.Dataset;
        var points = dataset.Samples.SelectMany(sample => sample.Objects).Select(target => target.KeyPoints.Count)
            .Where(count => count > 0).Distinct().ToList();
        foreach (var sample in dataset.Samples)
        {
            var folder = sample.Split.Length > 0 ? $"{sample.Split}/" : "";
            var name = output.NameOf(sample);
            output.WriteImage(sample, $"images/{folder}{name}");
            var size = dataset.SizeOf(sample);
            output.WriteLines(
                $"labels/{folder}{SafePath.Stem(name)}.txt",
                sample.Objects.Select(target => Line(output, target, size, points.Count == 1)).OfType<string>());
            output.LoseImageTargets(sample);
        }

        output.WriteLines("classes.txt", dataset.Classes);
        WriteYaml(output, points);
    }

    private static void WriteYaml(DatasetOutput output, List<int> points)
    {
        var lines = new List<string> { "path: ." };
        foreach (var split in output.Dataset.Splits.Where(split => split.Length > 0))
            lines.Add($"{split}: images/{split}");

        if (points.Count == 1) lines.Add($"kpt_shape: [{points[0]}, 3]");
        lines.Add("names:");
        lines.AddRange(output.Dataset.Classes.Select((name, i) => $"  {i}: {Quoted(name)}"));
        output.WriteLines("data.yaml", lines);
    }

    private static string Quoted(string name) =>
        $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string? Line(DatasetOutput output, ObjectTarget target, ImageSize size, bool points)
    {
        var withPoints = points && target.KeyPoints.Count > 0;
        output.LoseDetails(withPoints ? target with { KeyPoints = [] } : target, polygons: false);
        var box = target.Box ?? target.Mask?.Bounds;
        var outline = !withPoints && target.Polygons.Count == 1 ? target.Polygons[0].Vertices : [];
        if (target.Polygons.Count > 0 && outline.Count < 3) output.Lose("outlines");
        if (outline.Count >= 3 && target.Box is { } own && own != Box.Around(outline))
            output.Lose("boxes that are not those of their outlines");

        if (outline.Count >= 3) return Text(target.Class, outline.SelectMany(vertex => Shares(vertex, size)));
        if (box is null)
        {
            output.Lose("objects without a box");
            return null;
        }

        var (cx, cy, w, h) = BoxConvention.ToYolo(box.Value, size);
        IEnumerable<decimal> numbers = [cx, cy, w, h];
        if (withPoints)
        {
            numbers = numbers.Concat(target.KeyPoints.SelectMany(point => (IEnumerable<decimal>)
                [.. Shares(point.Place, size), (int)point.Visibility]));
        }

        return Text(target.Class, numbers);
    }

    private static decimal[] Shares(Vertex vertex, ImageSize size) =>
        BoxConvention.ToShares(vertex, size) is var share ? [share.X, share.Y] : [];

    private static string Text(int label, IEnumerable<decimal> numbers) =>
        $"{label} {string.Join(' ', numbers.Select(DatasetOutput.Text))}";
}
