using Vireo.Testing;
using Vireo.Training.Classification;

namespace Vireo.Training.Tests.Classification;

public class RehearsalTests
{
    [Fact]
    public void The_clock_tells_first_epochs_from_later_ones()
    {
        var time = new SetTime();
        var watch = new RehearsalWatch(time);
        var stopped = false;
        watch.Start(() => stopped = true);

        // An epoch that warms up: batches after 2 s and then every 1 s, judged in 1 s, saved in 0.5 s.
        Pass(watch, time, first: 2, later: 1, judging: 1, saving: 0.5);
        Assert.False(stopped);
        // Two that do not.
        Pass(watch, time, first: 0.5, later: 0.25, judging: 0.5, saving: 0.125);
        Assert.False(stopped);
        Pass(watch, time, first: 0.5, later: 0.25, judging: 0.5, saving: 0.125);

        Assert.True(stopped);
        Assert.Equal(3, watch.History.Count);
        Assert.Equal((0.5 + 99 * 0.25) / 100, watch.BatchSeconds(100), 1e-9);
        Assert.Equal(0.5, watch.ValidationSeconds, 1e-9);
        Assert.Equal(0.125, watch.SaveSeconds, 1e-9);
        // 12.5 s in place of 3.375.
        Assert.Equal(12.5 - 3.375, watch.Excess(1000), 1e-9);
        Assert.Equal(0, watch.Excess(0));
    }

    [Fact]
    public void A_small_run_is_forecast_from_its_own_steps()
    {
        using var folder = new TemporaryFolder();
        ShapesData.Create(folder, train: 40, val: 8);

        var forecast = TimeForecast.Probe(
            new("mobilenet_v3_small") { Data = folder["data"], BatchSize = 8, ImageSize = 32 }, epochs: 7);

        Assert.Equal((5, 8, 7), (forecast.BatchesPerEpoch, forecast.BatchSize, forecast.Epochs));
        Assert.True(forecast.BatchSeconds > 0 && forecast.ValidationSeconds > 0 && forecast.SaveSeconds > 0);
        Assert.Equal(
            forecast.SetupSeconds
            + 7 * (5 * forecast.BatchSeconds + forecast.ValidationSeconds + forecast.SaveSeconds),
            forecast.TotalSeconds, 1e-9);
        // Nothing of the data's folder is touched.
        Assert.Equal(["train", "val"], Directory.EnumerateFileSystemEntries(folder["data"]).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_rehearsal_stops_when_it_is_told_to()
    {
        using var folder = new TemporaryFolder();
        ShapesData.Create(folder, train: 40, val: 8);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        Assert.ThrowsAny<OperationCanceledException>(() => TimeForecast.Probe(
            new("mobilenet_v3_small") { Data = folder["data"], BatchSize = 8, ImageSize = 32 }, 7, stop.Token));
    }

    private static void Pass(
        RehearsalWatch watch, SetTime time, double first, double later, double judging, double saving)
    {
        for (var batch = 1; batch <= 10; batch++)
        {
            time.Seconds += batch == 1 ? first : later;
            watch.Report(new(TrainingPhase.Training, batch, 10));
        }

        time.Seconds += judging;
        watch.Report(new(TrainingPhase.Validating, 4, 4));
        time.Seconds += saving;
        watch.Report(new(TrainingPhase.Validating, 4, 4) { Finished = Record });
    }

    private static EpochRecord Record => new()
    {
        Epoch = 1, TrainLoss = 1, TrainTop1 = 0, ValLoss = 1, ValTop1 = 0, ValTop5 = 0, Rate = 0, Seconds = 1,
    };

    private sealed class SetTime : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }
}
