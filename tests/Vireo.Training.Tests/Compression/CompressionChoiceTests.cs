using Vireo.Training.Compression;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Tests.Compression;

/// <summary>Which step is kept, and which is written.</summary>
public sealed class CompressionChoiceTests
{
    [Theory]
    [InlineData(0, 0, 1, 2, false, CompressionVerdict.Kept)]
    [InlineData(0.005, 0.005, 1, 2, false, CompressionVerdict.Kept)]
    [InlineData(0.006, 0.005, 1, 2, false, CompressionVerdict.OverBudget)]
    [InlineData(0.006, 0.005, 3, 2, true, CompressionVerdict.OverBudget)]
    [InlineData(-0.1, 0, 1, 2, false, CompressionVerdict.Kept)]
    [InlineData(0, 0, 2, 2, false, CompressionVerdict.NotFaster)]
    [InlineData(0, 0, 3, 2, false, CompressionVerdict.NotFaster)]
    [InlineData(0, 0, 3, 2, true, CompressionVerdict.Kept)]
    public void Budget_comes_first_and_speed_second(
        double loss, double budget, double time, double original, bool keepSlower, CompressionVerdict verdict) =>
        Assert.Equal(verdict, CompressionChoice.Verdict(
            loss, budget, new(time, 9, 1), new ModelSpeed(original, 1, 9), keepSlower));

    [Fact]
    public void Three_of_a_thousand_images_are_three_tenths_of_a_point() => Assert.Equal(
        CompressionVerdict.Kept,
        CompressionChoice.Verdict((990 - 987) / 1000.0, 0.3 / 100, new(1, 1, 1), null, false));

    [Fact]
    public void The_fastest_that_is_kept_is_written()
    {
        CompressionRow[] rows =
        [
            Row("f32", 4, null), Row("bf16", 3, null), Row("int8", 1, 20) with { Verdict = CompressionVerdict.NotFaster },
            Row("pruned", 2, null) with { Verdict = CompressionVerdict.OverBudget },
        ];
        Assert.Equal("bf16", CompressionChoice.Choose(rows, false).Name);
        Assert.Equal("f32", CompressionChoice.Choose(rows[..1], false).Name);
        // As fast as before is not faster: the first of equals.
        Assert.Equal("f32", CompressionChoice.Choose([rows[0], Row("bf16", 4, null)], false).Name);
    }

    [Fact]
    public void Bytes_that_are_kept_though_slower_are_written()
    {
        CompressionRow[] rows = [Row("f32", 1, null), Row("int8", 5, 20), Row("pruned-int8", 4, 20), Row("bf16", 2, null)];
        Assert.Equal("pruned-int8", CompressionChoice.Choose(rows, true).Name);
        Assert.Equal("f32", CompressionChoice.Choose(rows, false).Name);
        Assert.Equal("f32", CompressionChoice.Choose([rows[0], rows[3]], true).Name);
    }

    [Fact]
    public void Percentiles_are_by_nearest_rank()
    {
        double[] hundred = [.. Enumerable.Range(1, 100).Select(i => (double)i).Reverse()];
        var speed = ModelSpeed.Of(hundred, [10, 30, 20], batch: 16);
        Assert.Equal((50, 95, 800), (speed.P50, speed.P95, speed.ImagesPerSecond));
        Assert.Equal((7, 7), (ModelSpeed.Of([7], [1], 1).P50, ModelSpeed.Of([7], [1], 1).P95));
        Assert.Throws<ArgumentException>(() => ModelSpeed.Of([], [1], 1));
    }

    private static CompressionRow Row(string name, double time, int? layers) => new()
    {
        Name = name, FileBytes = 1, WeightBytes = 1, Macs = 1, Parameters = 1, ByteLayers = layers,
        Speed = new(time, time, 1), Top1 = 1, Difference = PairedDifference.Of(9, 0, 0, 1),
        Verdict = CompressionVerdict.Kept,
    };
}
