using Vireo.Testing;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Lint;
using Vireo.Vision.Tests.Datasets.Formats;
using static Vireo.Vision.Tests.Lint.PlantedLabels;

namespace Vireo.Vision.Tests.Lint;

/// <summary>Faults in labels of every form are found once, under one code whatever the form, at their place; clean labels
/// give no finding.</summary>
public sealed class PlantedLabelsTests : IDisposable
{
    private static readonly LintOptions Options = new() { ImageSize = 96 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("voc", false)]
    [InlineData("coco", false)]
    [InlineData("coco", true)]
    [InlineData("yolo", false)]
    [InlineData("yolo", true)]
    [InlineData("labelme", false)]
    [InlineData("labelme", true)]
    public void Clean_labels_give_no_finding(string format, bool outlines)
    {
        var report = Linter.Run(new PlantedLabels(_folder) { Outlines = outlines }.Write(format), Options);

        Assert.Empty(report.Findings.Select(f => $"{f.Code} {f.Path}: {f.Message}"));
        Assert.Equal((18, 3, format), (report.Summary.Images, report.Summary.Classes, report.Format?.Name));
        Assert.Equal((12, 6), (report.Summary.Splits["train"], report.Summary.Splits["val"]));
    }

    [Theory]
    [InlineData("voc")]
    [InlineData("coco")]
    [InlineData("yolo")]
    [InlineData("labelme")]
    public void Faulty_boxes_are_found_once_each(string format)
    {
        var data = new PlantedLabels(_folder);
        data.Spoilt[0] = boxes => [Box(0, 80, 10, 120, 50), .. boxes[1..]];
        data.Spoilt[1] = boxes => [Box(0, 40, 30, 40, 30), .. boxes[1..]];
        data.Spoilt[2] = boxes => [.. boxes, boxes[1]];
        for (var i = 3; i < 12; i++) data.Spoilt[i] = boxes => [.. boxes[..2], Box(2, 70, 70, 74, 75)];

        Equal(
            [("VIR1250", Name(0)), ("VIR1251", Name(1)), ("VIR1252", Name(2)), ("VIR1253", ".")],
            Linter.Run(data.Write(format), Options));
    }

    [Fact]
    public void Boxes_with_swapped_edges_are_empty()
    {
        var data = new PlantedLabels(_folder);
        data.Spoilt[4] = boxes => [.. boxes[..2], Box(2, 90, 60, 70, 80)];

        foreach (var format in new[] { "voc", "coco", "yolo" })
            Equal([("VIR1251", Name(4))], Linter.Run(data.Write(format), Options));
    }

    [Theory]
    [InlineData("coco")]
    [InlineData("yolo")]
    public void Key_points_outside_and_too_few_of_them_are_found(string format)
    {
        var data = new PlantedLabels(_folder) { Points = true };
        data.Spoilt[5] = boxes => [boxes[0] with { KeyPoints = [new(new(20, 20)), new(new(130, 20))] }, .. boxes[1..]];
        List<(string, string)> planted = [("VIR1265", Name(5))];
        if (format == "coco") // YOLO has one number of points for all.
        {
            data.Spoilt[6] = boxes => [boxes[0] with { KeyPoints = [new(new(20, 20))] }, .. boxes[1..]];
            planted.Add(("VIR1266", Name(6)));
        }

        Equal(planted, Linter.Run(data.Write(format), Options));
    }

    [Fact]
    public void Outlines_without_area_objects_without_outlines_and_masks_of_another_size_are_found()
    {
        var data = new PlantedLabels(_folder) { Outlines = true };
        data.Spoilt[0] = boxes => [boxes[0] with { Polygons = [new([new(4, 5), new(16, 20), new(28, 35)])] }, .. boxes[1..]];
        data.Spoilt[1] = boxes => [boxes[0] with { Polygons = [] }, .. boxes[1..]];
        foreach (var format in new[] { "coco", "yolo", "labelme" })
            Equal([("VIR1256", "."), ("VIR1257", Name(0))], Linter.Run(data.Write(format), Options));

        Directory.Delete(_folder["coco"], recursive: true);
        var masked = new PlantedLabels(_folder) { Outlines = true };
        masked.Spoilt[3] = boxes =>
            [.. boxes[..2], boxes[2] with { Polygons = [], Mask = RunLengthMask.FromPixels(new byte[64 * 64], new(64, 64)) }];
        Equal([("VIR1260", Name(3))], Linter.Run(masked.Write("coco"), Options));
    }

    [Fact]
    public void Another_size_than_the_stated_one_is_found()
    {
        var root = new PlantedLabels(_folder).Write("voc");
        var xml = Find(root, "p03.xml");
        File.WriteAllText(xml, File.ReadAllText(xml).Replace("<width>96<", "<width>192<", StringComparison.Ordinal));

        Equal([("VIR1255", Name(3))], Linter.Run(root, Options));
    }

    [Fact]
    public void Lines_of_yolo_that_are_wrong_are_found_and_the_others_read()
    {
        var root = new PlantedLabels(_folder).Write("yolo");
        File.AppendAllText(Find(root, "p02.txt"), "0 0.5 0.5 0.1\n0 x 0.5 0.1 0.1\n");
        File.AppendAllText(Find(root, "p03.txt"), "7 0.5 0.5 0.2 0.2\n");
        File.WriteAllBytes(Find(root, "p05.txt"), [.. "0 0.5 "u8, 0xFF, 0xFE]);
        File.Delete(Find(root, "p04.png"));
        File.Delete(Find(root, "p06.txt"));

        var report = Linter.Run(root, Options);
        Equal(
            [
                ("VIR1247", "p02.txt"), ("VIR1247", "p02.txt"), ("VIR1254", "p03.txt"), ("VIR1240", "p04.txt"),
                ("VIR1247", "p05.txt"), ("VIR1248", "."),
            ],
            report);
        Assert.Equal([4, 4, 5], report.Findings.Where(f => f.Line is not null).Select(f => f.Line!.Value).Order());
        Assert.Equal(17, report.Summary.Images);
    }

    [Fact]
    public void Files_of_VOC_that_are_wrong_are_found_and_the_others_read()
    {
        var root = new PlantedLabels(_folder).Write("voc");
        File.AppendAllText(Find(root, "p09.xml"), "<");
        Change(Find(root, "p10.xml"), "<xmin>4<", "<xmin>four<");
        Change(Find(root, "p11.xml"), "<name>bee</name>", "");
        File.Delete(Find(root, "p12.png"));

        var report = Linter.Run(root, Options);
        Equal(
            [
                ("VIR1247", "p09.xml"), ("VIR1247", "p10.xml"), ("VIR1247", "p11.xml"), ("VIR1240", "p12.xml"), ("VIR1248", "."),
            ],
            report);
        Assert.Equal([2, 2], Boxes(root, "p10.png", "p11.png"));
    }

    [Fact]
    public void Entries_of_COCO_that_are_wrong_are_found_and_the_others_read()
    {
        var root = new PlantedLabels(_folder).Write("coco");
        var train = Directory.GetFiles(root, "*train*.json", SearchOption.AllDirectories).Single();
        Change(train, "\"bbox\":[4,5,24,30]", "\"bbox\":[4,5,24]");
        Change(train, "\"bbox\":[34,8,24,30]", "\"bbox\":[34,8,24,30],\"keypoints\":[1,2,9]");
        Change(train, "\"category_id\":3", "\"category_id\":77");
        var val = Directory.GetFiles(root, "*val*.json", SearchOption.AllDirectories).Single();
        Change(val, "\"annotations\":[", "\"annotations\":[{\"id\":9000,\"image_id\":9000,\"category_id\":1,\"bbox\":[1,1,9,9]},");
        File.Delete(Find(root, "p17.png"));

        var report = Linter.Run(root, Options);
        var name = Path.GetFileName(train);
        Equal(
            [
                ("VIR1247", name), ("VIR1247", name), ("VIR1254", name), ("VIR1247", Path.GetFileName(val)),
                ("VIR1240", Path.GetFileName(val)),
            ],
            report);
        Assert.Equal(17, report.Summary.Images);

        File.WriteAllText(val, File.ReadAllText(val)[..^300]);
        Assert.Contains(Linter.Run(root, Options).Findings, f => f.Code == "VIR1247" && f.Path.EndsWith(Path.GetFileName(val), StringComparison.Ordinal));
    }

    [Fact]
    public void Shapes_of_LabelMe_that_are_wrong_are_found_and_the_others_read()
    {
        var root = new PlantedLabels(_folder).Write("labelme");
        Change(Find(root, "p01.json"), "\"label\": \"bee\"", "\"label\": \"\"");
        Change(Find(root, "p02.json"), "\"shape_type\": \"rectangle\"", "\"shape_type\": \"spiral\"");
        File.WriteAllText(Find(root, "p03.json"), File.ReadAllText(Find(root, "p03.json"))[..^20]);
        File.WriteAllText(Path.Combine(root, "classes.txt"), "ant\nbee\n");

        var report = Linter.Run(root, Options);
        Assert.Equal(3, report.Findings.Count(f => f.Code == "VIR1247"));
        Assert.Equal(17, report.Findings.Count(f => f.Code == "VIR1254"));
        Assert.All(report.Findings, f => Assert.Contains(f.Code, new[] { "VIR1247", "VIR1248", "VIR1254" }));
        Assert.Equal([1, 1, 2], Boxes(root, "p01.png", "p02.png", "p04.png"));
    }

    [Fact]
    public void Masks_and_texts_in_formats_of_their_own_are_looked_at()
    {
        for (var i = 0; i < 6; i++)
        {
            _folder.Add($"masks/images/m{i}.png", Pictures.Png(Pictures.Make((ulong)(800 + i))));
            var side = i == 1 ? 64 : Pictures.Side;
            var values = new byte[side * side];
            for (var k = 0; k < values.Length; k++) values[k] = (byte)(i == 2 && k > 4000 ? 9 : k / 7 % 3);
            _folder.Add($"masks/masks/m{i}.png", i == 3 ? "no mask"u8.ToArray() : new MaskImage(new(side, side), values).EncodePng());
        }

        _folder.Add("masks/classes.txt", "sky\nroad\nunlabelled\n");
        Equal([("VIR1260", "m1"), ("VIR1261", "m2"), ("VIR1263", "m3"), ("VIR1264", ".")], Linter.Run(_folder["masks"], Options));

        for (var i = 0; i < 6; i++)
        {
            _folder.Add($"texts/t{i}.png", Pictures.Png(Pictures.Make((ulong)(850 + i))));
            _folder.Add($"texts/t{i}.txt", i == 2 ? "  \n" : i == 4 ? "abꜳ\n" : "cab ba\n");
        }

        _folder.Add("texts/charset.txt", "a\nb\nc\n");
        Equal([("VIR1271", "t2"), ("VIR1270", "t4")], Linter.Run(_folder["texts"], Options));
    }

    [Fact]
    public void An_image_that_rows_name_twice_or_in_two_parts_is_found()
    {
        for (var i = 0; i < 8; i++) _folder.Add($"csv/c{i}.png", Pictures.Png(Pictures.Make((ulong)(900 + i), i % 2)));
        _folder.Add("csv/train.csv", "file,label\nc0.png,a\nc1.png,b\nc2.png,a\nc3.png,b\nc0.png,a\nc1.png,a\nc6.png,a\nno.png,a\nc4.png\n");
        _folder.Add("csv/val.csv", "file,label\nc4.png,a\nc5.png,b\nc6.png,a\n");

        Equal(
            [
                ("VIR1242", "train.csv"), ("VIR1243", "train.csv"), ("VIR1246", "train.csv"), ("VIR1240", "train.csv"),
                ("VIR1247", "train.csv"), ("VIR1248", "."),
            ],
            Linter.Run(_folder["csv"], Options));
    }

    [Fact]
    public void Series_by_name_are_people_with_some_pictures_each_not_one_name_with_many_numbers()
    {
        static string[] Codes(IEnumerable<(string Path, string Split)> files)
        {
            var set = new LintSet(".", [.. files.Select(file => new LintItem(file.Path, file.Split, -1))], []);
            return [.. NameChecks.Run(new(set, [], new())).Select(f => $"{f.Code} {f.Message}")];
        }

        var people = Enumerable.Range(0, 60).Select(i => ($"{(i < 40 ? "a" : "b")}/person {(char)('a' + i % 15)} ({i:00}).jpg", i < 40 ? "train" : "val"));
        var found = Assert.Single(Codes(people));
        Assert.Equal("VIR1227 15 of 15 series by name, such as 'person a', 'person b', 'person c'", found);
        Assert.Empty(Codes(Enumerable.Range(0, 60).Select(i => ($"IMG_{i:0000}.jpg", i < 40 ? "train" : "val"))));
        Assert.Empty(Codes(Enumerable.Range(0, 60).Select(i => ($"{i}_{i}.jpg", i < 40 ? "train" : "val"))));
        Assert.Empty(Codes(Enumerable.Range(0, 60).Select(i => ($"p{i / 4}_{i % 4}.jpg", i < 40 ? "train" : "val"))));
    }

    [Fact]
    public void Pictures_within_archives_and_pixel_files_are_looked_at_and_no_list_can_name_them()
    {
        var entries = Enumerable.Range(0, 8).SelectMany(i => new[]
        {
            ($"s{i}.cls", TinySets.Bytes($"{i % 2}")), ($"s{i}.png", Pictures.Png(Pictures.Make((ulong)(950 + (i == 6 ? 2 : i)), i % 2))),
        }).ToArray();
        entries[9].Item2 = entries[9].Item2[..^300];
        _folder.Add("tar/train-000.tar", TinySets.Tar(entries));

        var report = Linter.Run(_folder["tar"], Options);
        Assert.Equal(
            ["VIR1202 train-000.tar/s4.png", "VIR1220 train-000.tar/s6.png"], report.Findings.Select(f => $"{f.Code} {f.Path}"));
        Assert.Equal(2, report.Summary.Classes);
        Assert.Equal("VIR1293", Assert.Throws<UsageException>(() => CleanLists.Write(report)).Code);

        var images = TinySets.Idx(3, 4, 28, 28);
        for (var i = 16; i < images.Length; i++) images[i] = (byte)(40 + (i * 7919 + i / 784 * 31) % 180);
        images.AsSpan(16, 784).CopyTo(images.AsSpan(16 + 2 * 784));
        var labels = TinySets.Idx(1, 4);
        (labels[9], labels[11]) = (1, 1);
        _folder.Add("idx/train-images-idx3-ubyte", images);
        _folder.Add("idx/train-labels-idx1-ubyte", labels);
        var codes = Linter.Run(_folder["idx"], new() { ImageSize = 28 }).Findings.Select(f => $"{f.Code} {f.Path}");
        Assert.Equal(["VIR1220 train-images-idx3-ubyte#2"], codes);
    }

    [Fact]
    public void What_no_reader_can_make_sense_of_is_a_finding_and_the_images_are_looked_at()
    {
        var root = new PlantedLabels(_folder).Write("yolo");
        File.WriteAllText(Path.Combine(root, "data.yaml"), "names: [a, b\n");

        var report = Linter.Run(root, Options);
        Assert.Contains(report.Findings, f => f.Code == "VIR1247");
        Assert.Equal(18, report.Summary.Images);
    }

    private static int[] Boxes(string root, params string[] names)
    {
        var items = LintSource.Read(root).Items;
        return [.. names.Select(name => items.Single(i => i.Path.EndsWith(name, StringComparison.Ordinal)).Boxes.Count)];
    }

    private static void Equal(IEnumerable<(string Code, string Name)> planted, LintReport report) => Assert.Equal(
        planted.Select(p => $"{p.Code} {Stem(p.Name)}").Order(StringComparer.Ordinal),
        report.Findings.Select(f => $"{f.Code} {(f.Path == "." ? "." : Stem(f.Path))}").Order(StringComparer.Ordinal));

    private static string Stem(string path) => path == "." ? "." : Path.GetFileNameWithoutExtension(path);

    private static string Find(string root, string name) =>
        Directory.GetFiles(root, name, SearchOption.AllDirectories).Single();

    private static void Change(string file, string from, string to)
    {
        var text = File.ReadAllText(file);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{from} is not in {text[..Math.Min(1500, text.Length)]}");
        File.WriteAllText(file, string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length)));
    }
}
