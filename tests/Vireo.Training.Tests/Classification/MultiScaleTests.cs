using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Tests.Classification;

/// <summary>Batches of several sizes: one step for each, with the same weights and the same optimizer.</summary>
public class MultiScaleTests
{
    private static RunConfig Config(string data, string sides, int accumulate = 1) => ConfigLoader.Load(overrides:
    [
        $"data.train={data}", $"train.multi_scale={sides}", "train.epochs=2", "train.batch_size=8",
        "train.image_size=24", "train.loader_threads=1", "optimizer.lr=0.003", "ema.decay=0.9",
        $"train.accumulate={accumulate}",
    ]);

    [Theory, InlineData(1, 5), InlineData(2, 6)]
    public void A_run_stopped_in_an_epoch_goes_on_to_the_same_weights(int accumulate, int stop)
    {
        using var folder = new TemporaryFolder();
        var config = Config(ShapesData.Create(folder, train: 64, val: 8), "[16, 24, 32]", accumulate);
        var batches = ClassificationData.Open(config).TrainLoader().Epoch(0)
            .Select(batch => (batch.Side, batch.Images.Length)).ToList();
        Assert.All(batches, batch => Assert.Equal(8 * 3 * batch.Side * batch.Side, batch.Length));
        Assert.True(batches.DistinctBy(batch => batch.Side).Count() > 1);
        Assert.All(batches.Chunk(accumulate), step => Assert.Single(step.Distinct()));

        var (whole, _) = TrainerTests.Made(config, folder["whole"]);
        var expected = whole.Fit(resume: false);
        using var cancel = new CancellationTokenSource();
        var done = 0;
        var (first, _) = TrainerTests.Made(config, folder["run"], progress: p =>
        {
            if (p.Phase == TrainingPhase.Training && ++done == stop) cancel.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => first.Fit(resume: false, cancel.Token));
        var (second, _) = TrainerTests.Made(config, folder["run"], RunMode.Resume);
        var found = second.Fit(resume: true);

        Assert.Equal(TrainerTests.Weights(whole), TrainerTests.Weights(second));
        Assert.Equal(expected with { Seconds = 0, DataWait = 0 }, found with { Seconds = 0, DataWait = 0 });
    }

    [Fact]
    public void One_size_in_the_list_is_that_size()
    {
        using var folder = new TemporaryFolder();
        var data = ShapesData.Create(folder, train: 32, val: 8);
        var (listed, _) = TrainerTests.Made(Config(data, "[24]"), folder["listed"]);
        var (plain, _) = TrainerTests.Made(Config(data, "[]"), folder["plain"]);
        var (other, _) = TrainerTests.Made(Config(data, "[24, 32]"), folder["other"]);
        var expected = plain.Fit(resume: false);

        Assert.Equal(expected with { Seconds = 0, DataWait = 0 },
            listed.Fit(resume: false) with { Seconds = 0, DataWait = 0 });
        Assert.Equal(TrainerTests.Weights(plain), TrainerTests.Weights(listed));
        other.Fit(resume: false);
        Assert.NotEqual(TrainerTests.Weights(plain), TrainerTests.Weights(other));
    }

    [Fact]
    public void Memory_is_forecast_for_all_plans_that_stay()
    {
        MemoryForecast Of(string sides)
        {
            var config = Config("", sides);
            return MemoryForecast.Of(config, RunModel.Undrawn(config, 2));
        }

        var (small, large, both) = (Of("[16]"), Of("[32]"), Of("[16, 32]"));
        Assert.Equal(large.Step.Arena, both.Step.Arena);
        Assert.Equal(large.Step.Total, both.Step.Total);
        // The plan that validates is in each.
        var judge = small.Training.Plans - small.Step.Arena;
        Assert.Equal(judge + small.Step.Arena + large.Step.Arena, both.Training.Plans);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Equal("VIR3005", Assert.Throws<UsageException>(() => ConfigLoader.Load(
            overrides: ["train.multi_scale=[16, 24]", "train.recompute=auto"])).Code);
        Assert.Equal("VIR3002", Assert.Throws<UsageException>(() => ConfigLoader.Load(
            overrides: ["train.multi_scale=[16, 4]"])).Code);
    }
}
