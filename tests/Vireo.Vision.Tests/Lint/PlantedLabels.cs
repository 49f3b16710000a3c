using Vireo.Testing;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Tests.Lint;

/// <summary>Writes labelled pictures in any format that can be written, clean or with faults in the targets.</summary>
internal sealed class PlantedLabels(TemporaryFolder folder)
{
    public const int Train = 12, Val = 6;
    private static readonly string[] Classes = ["ant", "bee", "fly"];
    private readonly TemporaryFolder _folder = folder;

    /// <summary>What is drawn on picture 0, 1, 2 and so on; the others are as they should be.</summary>
    public Dictionary<int, Func<ObjectTarget[], ObjectTarget[]>> Spoilt { get; } = [];

    /// <summary>Whether objects have outlines too.</summary>
    public bool Outlines { get; init; }

    /// <summary>Whether objects have key points too.</summary>
    public bool Points { get; init; }

    public static string Name(int i) => $"{(i < Train ? "train" : "val")}/p{i:00}";

    /// <summary>Writes the set; the folder it is in.</summary>
    public string Write(string format)
    {
        var samples = Enumerable.Range(0, Train + Val).Select(Sample).ToList();
        var dataset = new Dataset(_folder["source"], Classes, samples)
        {
            KeyPointNames = Points ? ["head", "tail"] : [],
        };
        DatasetFormat.Named(format).Write(dataset, _folder[format]);
        return _folder[format];
    }

    public static ObjectTarget Box(int label, decimal x1, decimal y1, decimal x2, decimal y2) =>
        new() { Class = label, Box = new(x1, y1, x2, y2) };

    private Sample Sample(int i)
    {
        var path = $"{Name(i)}.png";
        _folder.Add($"source/{path}", Pictures.Png(Pictures.Make((ulong)(500 + i))));
        ObjectTarget[] objects = [.. Enumerable.Range(0, 3).Select(label => Good(label, i))];
        return new()
        {
            Image = new FileReference(path), StatedSize = new(Pictures.Side, Pictures.Side),
            Split = i < Train ? "train" : "val", Source = new(path),
            Objects = [.. Spoilt.TryGetValue(i, out var spoil) ? spoil(objects) : objects],
        };
    }

    private ObjectTarget Good(int label, int i)
    {
        decimal x = 4 + 30 * label, y = 5 + 3 * i, right = x + 24, lower = y + 30;
        var target = Box(label, x, y, right, lower);
        if (Outlines) target = target with { Polygons = [new([new(x, y), new(right, y), new(right, lower), new(x, lower)])] };
        if (Points) target = target with { KeyPoints = [new(new(x + 2, y + 2)), new(new(right - 2, lower - 2))] };
        return target;
    }
}
