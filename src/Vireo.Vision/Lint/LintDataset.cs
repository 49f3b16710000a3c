using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Formats;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>Reads labels of any format for linting: what is wrong with their files becomes findings, and the rest is
/// looked at all the same.</summary>
internal static class LintDataset
{
    public static LintSet Read(FolderScan scan, DatasetFormat format)
    {
        var findings = new List<Finding>();
        Dataset dataset;
        try
        {
            dataset = format.Read(scan, new() { KeepMissing = true, Faults = fault => findings.Add(Of(fault)) });
        }
        catch (BadDataException refused)
        {
            var faults = (List<Finding>)[.. findings, Of(new(refused, "."))];
            return LintFolders.Read(scan.Root) with { Findings = faults, Format = format };
        }

        var items = new LintItems(findings);
        foreach (var sample in dataset.Samples)
        {
            if (sample.Image is not FileReference || scan.Has(sample.Path)) items.Add(Item(sample));
            else findings.Add(Missing(sample));
        }

        if (Bare(scan, dataset) is { } bare) findings.Add(bare);
        return new(scan.Root, [.. items.Items.OrderBy(item => SplitName.Rank(item.Split))], dataset.Classes)
        {
            Findings = findings,
            Format = format,
            Alphabet = dataset.Alphabet.Count > 0 ? dataset.Alphabet.ToHashSet(StringComparer.Ordinal) : null,
        };
    }

    // By number: the codes belong to the readers.
    private static Finding Of(LabelFault fault)
    {
        var rule = fault.Error.Code[3..] switch
        {
            "1033" => TargetRules.BoxClass,
            "1034" => SetRules.MissingFile,
            "1035" => SetRules.OutsidePath,
            _ => SetRules.BadLabels,
        };
        return new(rule, fault.File, fault.Reason) { Line = fault.Line > 0 ? fault.Line : null };
    }

    private static Finding Missing(Sample sample)
    {
        var (file, line) = sample.Source;
        var place = line > 0 ? $"line {line}: " : "";
        return new(SetRules.MissingFile, file, $"{place}the image {sample.Path} is missing")
        {
            Line = line > 0 ? line : null, Related = [sample.Path],
        };
    }

    // Of YOLO an image without a text is one without objects; elsewhere it is not part of the data.
    private static Finding? Bare(FolderScan scan, Dataset dataset)
    {
        if (scan.Only is not null || !dataset.Samples.Any(sample => sample.Image is FileReference)) return null;
        var spoken = dataset.Samples.Where(sample => sample.Source.File != sample.Path)
            .SelectMany(sample => new[] { sample.Path, sample.Mask?.Path }).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var bare = scan.Images.Where(path => !spoken.Contains(path) && !LintFolders.IsLabel(path)).ToList();
        return bare.Count == 0 ? null : LintContext.OfAll(SetRules.Unlabelled,
            $"{bare.Count} of {scan.Images.Count} images, such as {bare[0]}", [bare[0]]);
    }

    private static LintItem Item(Sample sample) =>
        new(sample.Path, sample.Split, sample.Classes.Count == 1 ? sample.Classes[0] : -1)
        {
            Image = sample.Image is FileReference ? null : sample.Image,
            StatedSize = sample.StatedSize,
            Mask = sample.Mask?.Path,
            Text = sample.Text,
            MoreLabels = sample.Classes.Count > 1 ? [.. sample.Classes] : [],
            Boxes = [.. sample.Objects.Where(target => target.Box is not null).Select(Box)],
            Points = [.. sample.Objects.Select(target => target.KeyPoints).Append(sample.KeyPoints)
                .Where(points => points.Count > 0).Select(Points)],
            MaskSizes = [.. sample.Objects.Select(target => target.Mask?.Size).OfType<ImageSize>().Distinct()],
            Texts = [.. sample.Objects.Where(target => !target.Difficult).Select(target => target.Text)
                .OfType<string>()],
            Source = sample.Source,
        };

    private static LintBox Box(ObjectTarget target)
    {
        var box = target.Box ?? default;
        return new((double)box.X1, (double)box.Y1, (double)box.X2, (double)box.Y2, target.Class)
        {
            Outlines = target.Polygons.Count, OutlineArea = target.Polygons.Sum(polygon => polygon.Area),
        };
    }

    private static IReadOnlyList<LintPoint> Points(ValueList<KeyPoint> points) =>
    [
        .. points.Select(point => new LintPoint(
            (double)point.Place.X, (double)point.Place.Y, point.Visibility != Visibility.Missing)),
    ];
}
