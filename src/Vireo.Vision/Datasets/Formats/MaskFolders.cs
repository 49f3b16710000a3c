using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Masks in a folder beside that of the images, by equal stems.</summary>
internal static class MaskFolders
{
    private const int Probes = 8;
    private static readonly (string Image, string Mask)[] Pairs =
    [
        ("images", "masks"), ("images", "labels"), ("images", "annotations"), ("image", "label"), ("image", "mask"),
        ("imgs", "masks"), ("img", "mask"), ("JPEGImages", "SegmentationClass"), ("JPEGImages", "Annotations"),
    ];

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan)
    {
        if (scan.Only is not null) return null;
        var pairs = Match(scan).Take(2).ToList();
        return pairs.Count > 0 ? $"{pairs[0].Image} and {pairs[0].Mask}, ..." : null;
    }

    public static Dataset Read(FolderScan scan, DatasetReadOptions options) =>
        WithCoding(new(scan.Root, ClassNames.FromList(scan) ?? [],
        [
            .. Match(scan).Select(pair => new Sample
            {
                Image = new FileReference(pair.Image),
                Mask = new(pair.Mask, MaskCoding.Index),
                Split = SplitName.OfPath(pair.Image),
                Source = new(pair.Mask),
            }),
        ]), options);

    /// <summary>Looks into some masks: those that hold 0 and 255 only are of two classes.</summary>
    public static Dataset WithCoding(Dataset dataset, DatasetReadOptions options)
    {
        var paths = dataset.Samples.Select(sample => sample.Mask?.Path).OfType<string>().ToList();
        var probes = Enumerable.Range(0, Math.Min(Probes, paths.Count)).Select(i => paths[i * paths.Count / Probes]);
        var seen = new bool[256];
        foreach (var full in probes.Select(path => Path.Combine(dataset.Root, path)).Where(File.Exists))
        {
            // Who goes past faults looks at all masks later: a damaged one is told of then, once.
            if (Read(full, options) is not { } mask) continue;
            foreach (var value in mask.Values) seen[value] = true;
        }

        if (!seen[255] || seen.AsSpan(1, 254).Contains(true)) return dataset;
        var samples = dataset.Samples.Select(sample => sample.Mask is null ? sample : sample with
        {
            Mask = sample.Mask with { Coding = MaskCoding.Binary },
        });
        return new(dataset.Root, dataset.Classes.Count > 0 ? dataset.Classes : ["0", "255"], [.. samples])
        {
            Notes = [.. dataset.Notes, "the masks hold 0 and 255 only: read as classes 0 and 1, nothing is ignored"],
        };
    }

    private static MaskImage? Read(string full, DatasetReadOptions options)
    {
        try
        {
            return MaskImage.Read(full);
        }
        catch (BadDataException) when (options.Faults is not null)
        {
            return null;
        }
    }

    private static IEnumerable<(string Image, string Mask)> Match(FolderScan scan)
    {
        foreach (var image in scan.Images)
        {
            var parts = image.Split('/');
            if (MaskOf(scan, parts) is { } mask) yield return (image, mask);
        }
    }

    private static string? MaskOf(FolderScan scan, string[] parts)
    {
        var name = $"{SafePath.Stem(parts[^1])}.png";
        for (var i = parts.Length - 2; i >= 0; i--)
        {
            foreach (var (from, to) in Pairs)
            {
                if (parts[i] != from) continue;
                var path = string.Join('/', (string[])[.. parts[..i], to, .. parts[(i + 1)..^1], name]);
                if (scan.Has(path)) return path;
            }
        }

        // As in CamVid: 'train' and 'trainannot'.
        var beside = parts.Length < 2 ? null : string.Join('/', (string[])[.. parts[..^2], $"{parts[^2]}annot", name]);
        return beside is not null && scan.Has(beside) ? beside : null;
    }
}
