using System.Text.RegularExpressions;
using Vireo.Testing;
using Vireo.Training.Report;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Tests.Report;

public class ReportWriterTests
{
    private const string Evil = "<script>alert('x')</script>\"&";

    [Fact]
    public void The_page_shows_every_part_and_needs_nothing_from_outside()
    {
        var page = ReportWriter.Render(Data(classes: 3, "ant"));

        Assert.DoesNotMatch("(?i)https?:|<script|<link|@import|url\\(|//[a-z]", page);
        Assert.All(Regex.Matches(page, "src=\"(.{11})").Select(match => match.Groups[1].Value), source =>
            Assert.Equal("data:image/", source));
        Assert.Contains("default-src 'none'", page);
        foreach (var part in new[] { "headline value", "fact value", "loss: 0.25 at epoch 2", "66.7 %",
            "ant 1 taken for ant 0: 1 of 2",
            "data:image/jpeg;base64,/9gB", "data:image/png;base64,iVBO", "some/path.jpg", "87.5 %" })
                Assert.Contains(part, page);
    }

    [Fact]
    public void Everything_from_outside_is_escaped()
    {
        var page = ReportWriter.Render(Data(3, Evil) with
        {
            Title = Evil,
            Subtitle = Evil,
            Headline = [new(Evil, Evil)],
            Facts = [new(Evil, Evil)],
            Charts = [new(Evil, Evil, [new(Evil, [(1, 2)])])],
            Mistakes = [new(Evil, Evil, Evil, 1, default)],
        });

        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("'x'", page);
    }

    [Fact]
    public void Many_classes_become_a_picture_with_a_rectangle_per_cell_in_use()
    {
        var page = ReportWriter.Render(Data(classes: 31, "class"));

        Assert.DoesNotContain("class=\"confusion\"", page);
        Assert.Equal(31 + 1, Regex.Count(page, "<rect class=\"(hit|miss)\""));
        Assert.DoesNotContain("class=\"matrix\"", ReportWriter.Render(Data(classes: 30, "class")));
    }

    [Fact]
    public void A_page_without_numbers_is_still_a_page()
    {
        var page = ReportWriter.Render(new() { Title = "empty", Charts =
            [new("none", "step", []), new("flat", "step", [new("x", [(1, double.NaN)])])] });

        Assert.EndsWith("</html>\n", page);
        Assert.DoesNotContain("NaN", page);
        Assert.DoesNotContain("\u221e", page);
    }

    [Fact]
    public void A_number_that_is_not_finite_leaves_a_gap_in_the_line()
    {
        var page = ReportWriter.Render(new() { Title = "gap", Charts =
            [new("loss", "step", [new("x", [(0, 0), (1, double.NaN), (2, 1), (3, 1)])])] });

        Assert.Equal(2, Regex.Match(page, "class=\"line c0\" d=\"([^\"]*)\"").Groups[1].Value.Count(c => c == 'M'));
    }

    [Theory]
    [InlineData(0.0, 1.0, 5, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(0.13, 0.97, 5, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(-3.0, 12.0, 5, new[] { -5.0, 0, 5, 10, 15 })]
    [InlineData(7.0, 7.0, 5, new[] { 2.0, 4, 6, 8, 10, 12 })]
    public void Axes_are_marked_at_round_numbers(double low, double high, int most, double[] expected)
    {
        var ticks = AxisTicks.Over([low, high], most, tight: false).Ticks;

        Assert.Equal(expected.Length, ticks.Count);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], ticks[i], 1e-9);
    }

    [Fact]
    public void A_long_course_is_thinned_and_keeps_its_last_point()
    {
        var points = Enumerable.Range(0, 100_000).Select(i => ((double)i, i % 7.0)).ToList();

        var page = ReportWriter.Render(new() { Title = "long", Charts = [new("loss", "step", [new("x", points)])] });

        Assert.InRange(page.Length, 1000, 40_000);
        Assert.Contains("<b>4</b>", page); // 99,999 mod 7
    }

    [Fact]
    public void The_file_is_written_whole()
    {
        using var folder = new TemporaryFolder();
        ReportWriter.Write(folder["run/report.html"], Data(3, "ü"));

        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder["run/report.html"]));
        Assert.Contains("<th>&#252; 2</th>", File.ReadAllText(folder["run/report.html"]));
    }

    // Every class right, and the second once taken for the first: precision of the first 2 of 3.
    private static ReportData Data(int classes, string name)
    {
        var metrics = new ClassificationMetrics(classes);
        foreach (var (label, predicted) in Enumerable.Range(0, classes).Select(c =>
            (c, c)).Append((1, 0)).Append((0, 0)))
        {
            metrics.Add([.. Enumerable.Range(0, classes).Select(c => c == predicted ? 1f : 0f)], [label]);
        }

        return new()
        {
            Title = "run",
            Headline = [new("headline name", "headline value")],
            Facts = [new("fact name", "fact value")],
            Charts = [new("Loss", "epoch", [new("loss", [(1, 0.5), (2, 0.25)])])],
            Classes = [.. Enumerable.Range(0, classes).Select(c => $"{name} {c}")],
            Metrics = metrics,
            Mistakes =
            [
                new("some/path.jpg", "a", "b", 0.875f, new byte[] { 0xFF, 0xD8, 1 }),
                new("x.png", "a", "b", 0.5f, new byte[] { 0x89, 0x50, 0x4E, 0x47 }),
            ],
        };
    }
}
