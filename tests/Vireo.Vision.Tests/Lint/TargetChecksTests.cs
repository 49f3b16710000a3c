using Vireo.Vision.Imaging;
using Vireo.Vision.Lint;

namespace Vireo.Vision.Tests.Lint;

public sealed class TargetChecksTests
{
    private static readonly ImageSize Size = new(100, 80);

    [Theory]
    [InlineData(10, 10, 50, 50, null)]
    [InlineData(0, 0, 100, 80, null)]
    [InlineData(-0.4, 0, 100.4, 80, null)] // Rounding is no mistake.
    [InlineData(90, 10, 120, 50, "VIR1250")]
    [InlineData(-5, 10, 20, 50, "VIR1250")]
    [InlineData(30, 30, 30, 30, "VIR1251")]
    [InlineData(50, 30, 30, 60, "VIR1251")]
    [InlineData(double.NaN, 0, 10, 10, "VIR1251")]
    public void A_box_lies_within_its_image_and_has_a_size(double x1, double y1, double x2, double y2, string? code) =>
        Assert.Equal(code is null ? [] : [code], Codes(new LintBox(x1, y1, x2, y2, 0)));

    [Fact]
    public void The_same_box_again_is_found_once_and_touching_ones_are_not()
    {
        LintBox box = new(10, 10, 50, 50, 0);

        Assert.Equal(["VIR1252"], Codes(box, box with { Class = 1 }));
        Assert.Equal(["VIR1252"], Codes(box, box with { X2 = 50.2 }));
        Assert.Empty(Codes(box, new LintBox(50, 10, 90, 50, 0), new LintBox(20, 20, 40, 40, 0)));
    }

    [Fact]
    public void A_class_that_is_not_in_the_list_is_found() =>
        Assert.Equal(["VIR1254", "VIR1254"], Codes(new(1, 1, 9, 9, 3), new(20, 20, 40, 40, -1)));

    [Fact]
    public void Key_points_lie_within_the_image_and_are_as_many_as_elsewhere()
    {
        LintPoint[] points = [new(1, 1, true), new(99, 79, true), new(150, 20, true), new(-1, -1, false)];

        Assert.Equal(["VIR1265"], TargetChecks.Points(points, Size, 4).Select(f => f.Rule.Code));
        Assert.Equal(["VIR1266"], TargetChecks.Points(points[..2], Size, 4).Select(f => f.Rule.Code));
        Assert.Empty(TargetChecks.Points([], Size, 4));
    }

    [Fact]
    public void Text_consists_of_the_alphabet()
    {
        HashSet<string> alphabet = ["a", "b", "皖", "𝛼"];

        Assert.Null(TextChecks.Text("a b皖𝛼", alphabet));
        Assert.Null(TextChecks.Text(null, alphabet));
        Assert.Null(TextChecks.Text("anything", null));
        Assert.Equal("VIR1271", TextChecks.Text(" ", alphabet)?.Rule.Code);
        var (rule, message) = TextChecks.Text("abа", alphabet)!.Value; // The last one is Cyrillic.
        Assert.Equal("VIR1270", rule.Code);
        Assert.Contains("U+0430", message);
    }

    [Fact]
    public void A_mask_has_the_size_of_its_image_and_values_that_are_classes()
    {
        static string? Code(MaskFacts mask, bool binary = false) => MaskChecks.Problem(mask, Size, 3, binary)?.Rule.Code;

        Assert.Null(Code(new(Size, [0, 1, 2, 255], null)));
        Assert.Equal("VIR1260", Code(new(new(80, 100), [0, 1], null)));
        Assert.Equal("VIR1261", Code(new(Size, [0, 1, 7], null)));
        Assert.Equal("VIR1263", Code(new(default, [], "it is damaged")));
        Assert.Null(Code(new(Size, [0, 255], null), binary: true));
    }

    private static string[] Codes(params LintBox[] boxes) =>
        [.. TargetChecks.Boxes(boxes, Size, 2).Select(finding => finding.Rule.Code)];
}
