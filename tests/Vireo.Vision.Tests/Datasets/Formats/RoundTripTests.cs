using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Tests.Datasets.Formats;

/// <summary>Box formats hold the same boxes, whichever way they go.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vireo-round-trip-").FullName;

    [SkippableTheory]
    [InlineData("bccd", "voc")]
    [InlineData("rice-pest", "voc")]
    [InlineData("rice-pest", "coco")]
    [InlineData("rice-pest", "yolo")]
    public void Boxes_come_back_exactly_through_all_box_formats(string set, string first)
    {
        var origin = WithBoxesOfOutlines(DatasetFormat.Read(RealData.Folder(set), DatasetFormat.Named(first)));
        var boxes = Boxes(origin);
        var dataset = origin;
        foreach (var name in new[] { "coco", "yolo", "voc", "coco", first })
        {
            dataset = Through(dataset, name);
            Assert.Equal(boxes, Boxes(dataset));
            Assert.Equal(origin.Classes, dataset.Classes);
        }
    }

    [SkippableFact]
    public void Outlines_come_back_exactly_from_yolo_through_coco()
    {
        var origin = DatasetFormat.Read(RealData.Folder("rice-pest"), DatasetFormat.Named("yolo"));
        var back = Through(Through(origin, "coco"), "yolo");

        Assert.Equal(23, origin.Samples.Sum(sample => sample.Objects.Sum(target => target.Polygons.Count)));
        Assert.Equal(
            origin.Samples.SelectMany(s => s.Objects).Select(t => t.Polygons),
            back.Samples.SelectMany(s => s.Objects).Select(t => t.Polygons));
    }

    [SkippableFact]
    public void Lines_of_yolo_come_back_with_the_same_numbers()
    {
        var folder = RealData.Folder("rice-pest");
        Through(Through(DatasetFormat.Read(folder, DatasetFormat.Named("yolo")), "coco"), "yolo");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "labels", "train")))
        {
            var written = Path.Combine(_folder, "2-yolo", "labels", "train", Path.GetFileName(file));
            Assert.Equal(Numbers(file), Numbers(written));
        }

        static decimal[] Numbers(string path) =>
        [
            .. File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(decimal.Parse),
        ];
    }

    [SkippableFact]
    public void Coco_keeps_its_numbers_and_what_voc_says_of_objects()
    {
        var coco = DatasetFormat.Read(RealData.Folder("rice-pest"), DatasetFormat.Named("coco"));
        var back = Through(coco, "coco");
        Assert.Equal(coco.Samples.Select(s => s.Id), back.Samples.Select(s => s.Id));
        Assert.Equal(coco.ClassIds, back.ClassIds);
        Assert.Equal(coco.Samples.Select(s => s.Objects), back.Samples.Select(s => s.Objects));

        var voc = DatasetFormat.Read(RealData.Folder("bccd"));
        var target = voc.Samples.SelectMany(s => s.Objects).First() with { Difficult = true, Truncated = true, Pose = "Left" };
        var marked = voc.With([voc.Samples[0] with { Objects = [target] }]);
        var again = Through(Through(marked, "coco"), "voc").Samples[0].Objects[0];
        Assert.Equal((true, true, "Left", target.Box), (again.Difficult, again.Truncated, again.Pose, again.Box));
    }

    [SkippableFact]
    public void All_three_formats_of_rice_pest_agree()
    {
        var folder = RealData.Folder("rice-pest");
        var (yolo, voc, coco) = (Read("yolo"), Read("voc"), Read("coco"));

        Assert.Equal(yolo.Select(b => (b.Name, b.Class)), voc.Select(b => (b.Name, b.Class)));
        Assert.Equal(yolo.Select(b => (b.Name, b.Class)), coco.Select(b => (b.Name, b.Class)));
        foreach (var (a, b, c) in yolo.Zip(voc, coco))
        {
            Near(a.Box, b.Box, 0.5m); // Its VOC has whole pixels,
            Near(a.Box, c.Box, 0.011m); // its COCO two decimals of place and extent.
        }

        List<Entry> Read(string format) => Boxes(DatasetFormat.Read(folder, DatasetFormat.Named(format)));

        static void Near(Box a, Box b, decimal most)
        {
            Assert.InRange(a.X1 - b.X1, -most, most);
            Assert.InRange(a.Y1 - b.Y1, -most, most);
            Assert.InRange(a.X2 - b.X2, -most, most);
            Assert.InRange(a.Y2 - b.Y2, -most, most);
        }
    }

    [SkippableFact]
    public void Losses_are_told()
    {
        var yolo = DatasetFormat.Read(RealData.Folder("rice-pest"), DatasetFormat.Named("yolo"));
        var report = DatasetFormat.Named("voc").Write(
            yolo, Path.Combine(_folder, "voc"), new() { CopyImages = false, WholePixels = true });

        Assert.Equal(23, report.Losses["outlines"]);
        Assert.True(report.Losses["fractions of pixels"] > 1000);
        Assert.Equal((530, 780), (report.Images, report.Objects));
    }

    [Theory]
    [InlineData(VocCorners.Edges, 9, 19)]
    [InlineData(VocCorners.OneBasedInclusive, 10, 20)]
    public void Corners_of_voc_mean_what_is_asked_for(VocCorners corners, int width, int height)
    {
        var box = BoxConvention.FromVoc(1, 1, 10, 20, corners);
        Assert.Equal((width, height), (box.Width, box.Height));
        Assert.Equal((1, 1, 10, 20), BoxConvention.ToVoc(box, corners));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private int _steps;

    private Dataset Through(Dataset dataset, string format)
    {
        var folder = Path.Combine(_folder, $"{++_steps}-{format}");
        DatasetFormat.Named(format).Write(dataset, folder);
        return DatasetFormat.Read(folder, DatasetFormat.Named(format));
    }

    // The COCO of rice-pest rounds boxes and outlines on their own; YOLO has the outline only.
    private static Dataset WithBoxesOfOutlines(Dataset dataset) => dataset.With(
    [
        .. dataset.Samples.Select(sample => sample with
        {
            Objects = [.. sample.Objects.Select(target => target.Polygons.Count == 0 ? target : target with
            {
                Box = Box.Around(target.Polygons[0].Vertices),
            })],
        }),
    ]);

    private static List<Entry> Boxes(Dataset dataset) =>
    [
        .. from sample in dataset.Samples
           orderby sample.Split, Path.GetFileName(sample.Path)
           from target in sample.Objects
           select new Entry(
               $"{sample.Split}/{Path.GetFileName(sample.Path)}", dataset.Classes[target.Class], target.Box ?? default),
    ];

    private sealed record Entry(string Name, string Class, Box Box);
}
