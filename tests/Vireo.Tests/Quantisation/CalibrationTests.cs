using System.Text.Json;
using Vireo.Ops;
using Vireo.Quantisation;
using Vireo.Testing;

namespace Vireo.Tests.Quantisation;

/// <summary>Ranges by what was seen: closed forms, and thresholds that numpy found
/// (tests/goldens/quantisation).</summary>
public class CalibrationTests
{
    [Fact]
    public void Entropy_thresholds_are_those_of_an_implementation_of_its_own()
    {
        var path = RepositoryFiles.Golden("quantisation/entropy.json");
        using var golden = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var expected in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            var counts = expected.GetProperty("counts").EnumerateArray().Select(c => c.GetInt64()).ToArray();
            var bins = EntropyThreshold.Bins(counts, expected.GetProperty("levels").GetInt32());
            Assert.Equal(expected.GetProperty("bins").GetInt32(), bins);
        }
    }

    [Fact]
    public void A_histogram_that_grows_counts_as_one_of_the_final_width()
    {
        var (grown, known) = (new ActivationHistogram(), new ActivationHistogram());
        var values = new float[4096];
        for (var i = 0; i < values.Length; i++) values[i] = (i + 0.5f) / values.Length * (i % 2 == 0 ? 1 : -1);
        grown.Add([0.25f]);
        grown.Add(values);
        grown.Add([1]);
        known.Add([1]);
        known.Add(values);
        known.Add([0.2499f]); // The greatest number lies in the last bin.

        Assert.Equal(known.Counts.ToArray(), grown.Counts.ToArray());
        Assert.Equal(4098, grown.Total);
        Assert.True(grown.IsSigned);
        // Of 4,096 evenly spaced numbers three quarters lie below 0.75.
        Assert.Equal(0.75, grown.Quantile(0.75), 2 * grown.Width);
    }

    [Fact]
    public void Zeros_do_not_move_an_entropy_threshold_but_count_for_a_percentile()
    {
        var seen = new ActivationHistogram();
        var values = new float[1000];
        for (var i = 900; i < 1000; i++) values[i] = (i - 899) / 100f;
        seen.Add(values);
        Assert.Equal(100, seen.Counts.ToArray().Sum());
        Assert.Equal(0.9, seen.Quantile(0.99), 2 * seen.Width);
        Assert.False(seen.IsSigned);
    }

    [Fact]
    public void Bytes_cover_a_range_unsigned_when_nothing_is_negative()
    {
        Assert.Equal(new ByteScale(DType.U8, 2 / 255f), ByteScale.Of(new("x", 0, 2)));
        Assert.Equal(new ByteScale(DType.I8, 3 / 127f), ByteScale.Of(new("x", -3, 2)));
        Assert.Equal(new ByteScale(DType.U8, 1), ByteScale.Of(new("x", 0, 0)));
    }

    [Fact]
    public void Every_input_of_a_convolution_and_of_a_sum_gets_a_range()
    {
        var (x, weight) = (Tensor.Placeholder([1, 1, 1, 4]), Tensor.From<float>([2], [1, 1, 1, 1]));
        var first = x.Conv2d(weight).Relu();
        var calibrator = new Calibrator(x, (first.Conv2d(weight) + first).Sum());
        calibrator.Observe(Tensor.From<float>([-1, 0, 1, 2], [1, 1, 1, 4]));
        calibrator.Observe(Tensor.From<float>([-3, 0, 1, 1], [1, 1, 1, 4]));

        ActivationRange[] expected = [new("input", -3, 2), new("/Relu", 0, 4), new("/conv2d#2", 0, 8)];
        Assert.Equal(expected, calibrator.Finish(CalibrationMethod.MinMax).Ranges);
    }

    [Fact]
    public void A_range_by_the_mean_magnitude_is_that_of_a_learned_step()
    {
        // 99 zeros and a hundred: 2 · mean · √255 with bytes from zero on, and never wider than what was seen.
        var x = Tensor.Placeholder([1, 1, 10, 10]);
        var calibrator = new Calibrator(x, x.Relu().Conv2d(Tensor.From<float>([1], [1, 1, 1, 1])));
        var values = new float[100];
        values[7] = 100;
        calibrator.Observe(Tensor.From<float>(values, [1, 1, 10, 10]));
        var range = calibrator.Finish(CalibrationMethod.Mean).Ranges.Single();
        Assert.Equal(("/Relu", 0f), (range.Value, range.Low));
        Assert.Equal(2 * Math.Sqrt(255), range.High, 1e-4);
        calibrator.Observe(Tensor.Full(100, [1, 1, 10, 10]));
        Assert.Equal(100, calibrator.Finish(CalibrationMethod.Mean).Ranges.Single().High);
    }

    [Fact]
    public void Without_images_or_with_numbers_that_are_none_there_is_no_calibration()
    {
        var x = Tensor.Placeholder([1, 1, 1, 1]);
        var calibrator = new Calibrator(x, x.Conv2d(Tensor.From<float>([1], [1, 1, 1, 1])));
        Assert.Equal("VIR2850", Assert.Throws<UsageException>(() => calibrator.Finish()).Code);
        var bad = Tensor.From<float>([float.NaN], [1, 1, 1, 1]);
        Assert.Equal("VIR2851", Assert.Throws<VireoException>(() => calibrator.Observe(bad)).Code);
    }
}
