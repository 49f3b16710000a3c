using Vireo.Bench.Comparison;
using Vireo.Testing;

namespace Vireo.Bench.Tests;

/// <summary>The table of fixed measurements, whose medians and ratios are worked out by hand.</summary>
public sealed class TableTests
{
    private const string Rows = """
        # name | figure | goal | ours | peers
        train | images_per_second | ratio >= 1.30 | ours train | peer nchw ; peer nhwc ; (aside)
        memory | peak_mb | ratio <= 0.80 | ours train | peer nchw ; peer nhwc

        start | seconds | own <= 0.25 | ours start | peer start
        growth | percent | own <= 10 | ours growth |
        """;

    private static readonly string[] s_train =
    [
        Line("train", 1, "ours train", """{"images_per_second":12,"threads":2,"version":"Vireo 1, oneDNN 2"}"""),
        Line("train", 1, "peer nchw", """{"images_per_second":8,"format":"nchw","version":"PyTorch 1"}"""),
        Line("train", 1, "peer nhwc", """{"images_per_second":10,"format":"nhwc","version":"PyTorch 1"}"""),
        Line("train", 1, "aside", """{"images_per_second":99.04,"version":"Other 3"}"""),
        Line("train", 2, "ours train", """{"images_per_second":15,"threads":2,"version":"Vireo 1, oneDNN 2"}"""),
        Line("train", 2, "peer nchw", """{"images_per_second":30,"format":"nchw","version":"PyTorch 1"}"""),
        Line("train", 2, "peer nhwc", """{"images_per_second":10,"format":"nhwc","version":"PyTorch 1"}"""),
        Line("train", 3, "ours train", """{"images_per_second":14,"threads":2,"version":"Vireo 1, oneDNN 2"}"""),
        Line("train", 3, "peer nchw", """{"images_per_second":8,"format":"nchw","version":"PyTorch 1"}"""),
        Line("train", 3, "peer nhwc", """{"images_per_second":10,"format":"nhwc","version":"PyTorch 1"}"""),
    ];

    private static readonly string[] s_others =
    [
        Line("memory", 1, "ours train", """{"peak_mb":1800,"version":"Vireo 1"}"""),
        Line("memory", 1, "peer nchw", """{"peak_mb":2000,"format":"nchw","version":"PyTorch 1"}"""),
        Line("memory", 1, "peer nhwc", """{"peak_mb":2400,"format":"nhwc","version":"PyTorch 1"}"""),
        Line("start", 1, "ours start", """{"seconds":0.2,"version":"Vireo 1, published"}"""),
        Line("start", 1, "peer start", """{"seconds":1.0,"version":"PyTorch 1"}"""),
        Line("growth", 1, "ours growth", """{"percent":3.2,"version":"Vireo 1"}"""),
    ];

    [Fact]
    public void A_ratio_is_the_median_of_the_pairs_against_the_peer_that_is_better_in_the_median()
    {
        var (code, table, _) = Run(s_train, "--only", "train");
        Assert.Equal(0, code);
        // Ratios to nhwc are 1.2, 1.5 and 1.4; nchw is ahead in one pair only.
        Assert.Contains(
            "| train | 14.0 images/s | 10.0 images/s (PyTorch 1 nhwc) | **1.40** (1.20-1.50) | ≥ 1.30 | yes | 3 "
            + "| 2026-01-02 | 99.0 images/s (Other 3) |",
            table, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_pairs_the_median_is_the_mean()
    {
        var (_, table, _) = Run([.. s_train.Where(l => !l.Contains("\"pair\": 3", StringComparison.Ordinal))]);
        // nchw leads now with a median of 19: 12 / 8 and 15 / 30.
        Assert.Contains("19.0 images/s (PyTorch 1 nchw) | **1.00** (0.50-1.50)", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Less_is_better_where_the_goal_is_a_ceiling()
    {
        var (_, table, _) = Run(s_others);
        Assert.Contains(
            "| memory | 1800 MB | 2000 MB (PyTorch 1 nchw) | **0.90** (0.90-0.90) | ≤ 0.80 | **no** |",
            table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_goal_of_our_own_figure_needs_no_peer_and_shows_the_ratio_to_one()
    {
        var (_, table, _) = Run(s_others);
        Assert.Contains(
            "| start | 0.200 s | 1.000 s (PyTorch 1) | **0.20** (0.20-0.20) | Vireo ≤ 0.25 | yes |",
            table, StringComparison.Ordinal);
        Assert.Contains("| growth | 3.2 % |  |  | Vireo ≤ 10.00 | yes |", table, StringComparison.Ordinal);
    }

    [Fact]
    public void The_head_names_processor_threads_version_and_load()
    {
        var (_, table, _) = Run(s_train);
        Assert.Contains("A processor, threads: 2. Measured: Vireo 1, oneDNN 2.", table, StringComparison.Ordinal);
        Assert.Contains("median 0.5, at most 0.5.", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_names_the_rows_under_their_goal_and_those_without_a_figure()
    {
        var (code, _, errors) = Run([.. s_train, .. s_others[..3]], "--check");
        Assert.Equal(1, code);
        Assert.Equal(
            ["Under their goal:", "  memory: 0.90, goal ≤ 0.80", "  start: not measured, goal Vireo ≤ 0.25",
                "  growth: not measured, goal Vireo ≤ 10.00"],
            errors.TrimEnd().ReplaceLineEndings("\n").Split('\n'));
    }

    [Fact]
    public void Check_is_content_when_the_rows_asked_for_meet_their_goals()
    {
        var (code, _, errors) = Run([.. s_train, .. s_others], "--check", "--only", "train", "--only", "start");
        Assert.Equal((0, ""), (code, errors));
    }

    [Fact]
    public void A_bound_itself_meets_the_goal()
    {
        Assert.True(Goal.Parse("ratio >= 1.30").IsMetBy(1.30));
        Assert.True(Goal.Parse("own <= 0.25").IsMetBy(0.25));
        Assert.False(Goal.Parse("own <= 0.25").IsMetBy(0.2501));
    }

    [Theory]
    [InlineData("a | f | ratio >= 1", "is no row")]
    [InlineData("a | f | ratio > 1 | ours | peer", "is no goal")]
    [InlineData("a | f | ratio >= 1 | ours |", "no peer")]
    [InlineData("a | f | own >= 1 | ours |\na | f | own >= 1 | ours |", "Two rows are named 'a'")]
    public void Rows_that_cannot_be_understood_are_refused(string rows, string said)
    {
        var problem = Assert.Throws<InvalidDataException>(() => Row.ReadAll(rows.Split('\n')));
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void Measurements_that_cannot_be_understood_are_refused(string line)
    {
        var (code, _, errors) = Run([line]);
        Assert.Equal(2, code);
        Assert.Contains("is no measurement", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_is_not_there_is_refused_by_name()
    {
        var (code, _, errors) = Run(s_train, "--only", "nothing");
        Assert.Equal(2, code);
        Assert.Contains("'nothing'. There are: train, memory, start, growth.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rows_of_the_repository_can_be_read()
    {
        var rows = Row.ReadAll(File.ReadLines(Path.Combine(RepositoryFiles.Root, "bench", "rows")));
        Assert.Equal(1.30, rows.Single(row => row.Name == "resnet50-train-f32").Goal.Bound);
        string[] verbs = ["vireo", "startup", "torch", "opencv", "onnxruntime"];
        Assert.All(
            rows.SelectMany(row => row.Peers.Concat(row.Asides).Prepend(row.Ours)),
            command => Assert.Contains(command.Split(' ').First(word => !word.Contains('=')), verbs));
    }

    [Fact]
    public void Growth_along_a_line_that_begins_above_zero_is_linear()
    {
        var line = GrowthBenchmark.Fit([4, 8, 16, 32], [30, 50, 90, 170]);

        Assert.Equal(10, line.Base, precision: 9);
        Assert.Equal(5, line.PerImage, precision: 9);
        Assert.Equal(0, GrowthBenchmark.Deviation([4, 8, 16, 32], [30, 50, 90, 170], line), precision: 9);
    }

    [Fact]
    public void Growth_that_falls_behind_its_batches_is_held_against_a_line_through_zero()
    {
        var line = GrowthBenchmark.Fit([1, 2], [1, 3]);

        // Least squares of b / 1 = 1 and 2 b / 3 = 1: b = (1 + 2/3) / (1 + 4/9).
        Assert.Equal((0, 15 / 13.0), line);
        Assert.Equal(30, GrowthBenchmark.Deviation([1, 2], [1, 3], line), precision: 9);
    }

    private static (int Code, string Table, string Errors) Run(string[] lines, params string[] options)
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] files = [folder.Add("rows", Rows), folder.Add("lines", string.Join('\n', lines))];
        return (TableCommand.Run([.. files, .. options], output, errors), output.ToString(), errors.ToString());
    }

    private static string Line(string row, int pair, string command, string result) =>
        $$"""{"row": "{{row}}", "pair": {{pair}}, "command": "{{command}}", "date": "2026-01-02","""
        + $$""" "processor": "A processor", "load": 0.5, "result": {{result}}}""";
}
