using Vireo.Vision.Lint;

namespace Vireo.Vision.Tests.Lint;

/// <summary>What the descriptions of real sets warn of, on images and classes, is reported; and no more errors than
/// there are.</summary>
public sealed class RealSetTests
{
    [SkippableTheory]
    [InlineData("hymenoptera", 397, 2, "VIR1210:1")] // sizes are mixed
    [InlineData("sign-digits", 640, 10, "VIR1209:1")] // small
    [InlineData("lions", 740, 94, "VIR1207:740", "VIR1225", "VIR1233:1")] // identities are apart; JPEG under .png
    [InlineData("omniglot", 2720, 136, "VIR1233:1")] // characters are apart
    [InlineData("membrane", 30, 0, "VIR1262:1")] // masks of 0 and 255
    [InlineData("face68", 640, 0, "VIR1224", "VIR1227:1", "VIR1265:2")] // persons in both parts; points outside
    [InlineData("plates-zh", 1000, 0, "VIR1272:1")] // one province
    [InlineData("rice-pest", 530, 7, "VIR1224", "VIR1256:1")] // outlines among boxes
    [InlineData("camvid", 204, 12, "VIR1222", "VIR1236:1", "VIR1264:1")] // frames of films; class 11 is no class
    [InlineData("fraktur-lines", 360, 0, "VIR1207:90", "VIR1210:1")] // very different widths; JPEG under .png
    [InlineData("bccd", 364, 3, "VIR1224", "VIR1230:1", "VIR1251:2")] // rare classes; two empty boxes
    [InlineData("insects7-sample", 6, 7, "VIR1232:2", "VIR1238:1")] // Linnaeus and linnaeus
    public void Known_traps_are_reported(string name, int images, int classes, params string[] codes)
    {
        // 17,000 pairs of drawings that resemble each other would take half of the time.
        var report = Linter.Run(RealData.Folder(name), new() { NearDuplicates = name != "omniglot" });

        Assert.Equal((images, classes), (report.Summary.Images, report.Summary.Classes));
        foreach (var code in codes)
        {
            Assert.Contains(code[..7], report.Summary.Codes.Keys);
            if (code.Length > 8) Assert.Equal(code, $"{code[..7]}:{report.Summary.Codes[code[..7]]}");
        }

        var errors = report.Findings.Where(f => f.Severity == LintSeverity.Error).Select(f => f.Code).Distinct().ToList();
        Assert.Equal(codes.Select(code => code[..7]).Where(code => LintRules.Find(code).Severity == LintSeverity.Error), errors);
    }

    [SkippableTheory]
    [InlineData("bccd", "voc", "train 205, val 87, test 72", "RBC 4155, WBC 372, Platelets 361")]
    [InlineData("rice-pest", "yolo", "train 424, val 53, test 53", "grasshopper 57, rice-bug 60, leaf-roller 107, "
        + "stem-borer 62, caterpillar 38, stink-bug 123, planthopper 333")]
    [InlineData("rice-pest", "voc", "train 424, val 53, test 53", "planthopper 333")]
    [InlineData("rice-pest", "coco", "train 424, val 53, test 53", "planthopper 333")]
    [InlineData("insects7-sample", "voc", "train 3, val 3", "coleoptera 9, Leconte 7, Boerner 6, armandi 6, Linnaeus 3, "
        + "linnaeus 3, acuminatus 3")]
    public void Boxes_reach_the_checks_with_the_documented_counts(string name, string format, string splits, string classes)
    {
        var set = LintSource.Read(RealData.Folder(name), new() { Format = Vireo.Vision.Datasets.DatasetFormat.Named(format) });

        Assert.Equal(splits, string.Join(", ", set.Splits.Select(s => $"{s} {set.Items.Count(i => i.Split == s)}")));
        Assert.Empty(set.Findings.Where(f => f.Severity == LintSeverity.Error).Select(f => f.Message));
        foreach (var wanted in classes.Split(", "))
        {
            var label = set.Classes.Index().Single(c => c.Item == wanted[..wanted.LastIndexOf(' ')]).Index;
            Assert.Equal(wanted, $"{set.Classes[label]} {set.Items.Sum(item => item.Boxes.Count(box => box.Class == label))}");
        }
    }

    [SkippableFact]
    public void Every_file_that_cannot_be_an_image_is_an_error_and_every_good_one_of_a_known_kind_is_not()
    {
        var folder = RealData.Folder("badimages");
        var expected = File.ReadLines(Path.Combine(folder, "expect.tsv")).Skip(1).Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => parts[1]);

        var report = Linter.Run(folder);

        var unusable = report.Findings.Where(f => string.CompareOrdinal(f.Code, "VIR1206") <= 0)
            .ToDictionary(f => f.Path, f => f.Code);
        var seen = LintSource.Read(folder).Items.Select(item => item.Path).ToHashSet();
        string[] missed = [.. expected.Where(e => e.Value == "error" && seen.Contains(e.Key) && !unusable.ContainsKey(e.Key)).Select(e => e.Key)];
        string[] wronged = [.. expected.Where(e => e.Value == "decode" && unusable.GetValueOrDefault(e.Key, "VIR1205") != "VIR1205").Select(e => e.Key)];
        Assert.Equal([], missed);
        Assert.Equal([], wronged);
        foreach (var (code, path) in new[]
        {
            ("VIR1202", "corrupt/truncated_jpeg.jpg"), ("VIR1202", "corrupt/truncated.png"), ("VIR1202", "corrupt/shortfile.bmp"),
            ("VIR1203", "misnamed/empty.jpg"), ("VIR1204", "misnamed/readme_named.jpg"), ("VIR1205", "formats/hopper.avif"),
            ("VIR1206", "bombs/Bad_width.bmp"), ("VIR1207", "misnamed/png_named.jpg"), ("VIR1207", "misnamed/no_extension"),
            ("VIR1208", "exif/Portrait_6.jpg"), ("VIR1217", "unusual/junk_jpeg_header.jpg"), ("VIR1217", "unusual/tRNS_null_1x1.png"),
            ("VIR1217", "exif/invalid-exif.jpg"), ("VIR1218", "unusual/frame_size.mpo"), ("VIR1218", "unusual/multipage.tiff"),
        })
            Assert.Contains(report.Findings, f => f.Code == code && f.Path == path);
    }
}
