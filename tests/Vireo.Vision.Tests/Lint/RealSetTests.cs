using Vireo.Vision.Lint;

namespace Vireo.Vision.Tests.Lint;

/// <summary>What the descriptions of real sets warn of, on images and classes, is reported; and no more errors than
/// there are.</summary>
public sealed class RealSetTests
{
    [SkippableTheory]
    [InlineData("hymenoptera", 397, 2, "VIR1210")]
    [InlineData("sign-digits", 640, 10, "VIR1209")]
    [InlineData("lions", 740, 94, "VIR1207", "VIR1225", "VIR1233")]
    [InlineData("membrane", 30, 0, "VIR1262")]
    [InlineData("face68", 640, 0, "VIR1224")]
    [InlineData("plates-zh", 1000, 0, "VIR1209")]
    [InlineData("rice-pest", 530, 0, "VIR1224")]
    [InlineData("camvid", 204, 12, "VIR1222", "VIR1236")]
    [InlineData("fraktur-lines", 360, 0, "VIR1207")]
    [InlineData("bccd", 364, 0, "VIR1222")]
    public void Known_traps_are_reported(string name, int images, int classes, params string[] codes)
    {
        var report = Linter.Run(RealData.Folder(name));

        Assert.Equal((images, classes), (report.Summary.Images, report.Summary.Classes));
        foreach (var code in codes) Assert.Contains(code, report.Summary.Codes.Keys);
        var errors = report.Findings.Where(f => f.Severity == LintSeverity.Error).Select(f => f.Code).Distinct().ToList();
        Assert.Equal(codes.Where(code => LintRules.Find(code).Severity == LintSeverity.Error), errors);
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
    }
}
