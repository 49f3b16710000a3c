using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Tests.Classification;

/// <summary>Runs that draw their images by class: trained, stopped and resumed on shapes of which one kind is
/// rare.</summary>
public class SamplerRunTests
{
    [Theory]
    [InlineData("shuffled", 30)]
    [InlineData("balanced", 20)]
    [InlineData("weighted", 20)]
    [InlineData("class-aware", 20)]
    public void A_run_draws_as_configured_and_goes_on_to_the_same_weights_when_stopped(string sampler, int discs)
    {
        using var folder = new TemporaryFolder();
        var data = ShapesData.Create(folder, train: 60, val: 8);
        foreach (var square in Directory.GetFiles(folder["data/train/square"]).Order().Skip(10)) File.Delete(square);
        var config = ConfigLoader.Load(overrides:
        [
            $"data.train={data}", $"data.sampler={sampler}", "train.epochs=2", "train.batch_size=8",
            "train.image_size=24", "train.loader_threads=0", "optimizer.lr=0.003",
        ]);

        // Of 40 draws a balanced epoch has 20 of each kind.
        var labels = ClassificationData.Open(config).TrainLoader().Epoch(0)
            .SelectMany(batch => batch.Labels.ToArray()).ToList();
        Assert.Equal(40, labels.Count);
        Assert.InRange(labels.Count(label => label == 0), discs - (sampler == "weighted" ? 10 : 0), discs
            + (sampler == "weighted" ? 10 : 0));

        var (whole, _) = TrainerTests.Made(config, folder["whole"]);
        var expected = whole.Fit(resume: false);
        using var cancel = new CancellationTokenSource();
        var steps = 0;
        var (first, _) = TrainerTests.Made(config, folder["run"], progress: p =>
        {
            if (p.Phase == TrainingPhase.Training && ++steps == 7) cancel.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => first.Fit(resume: false, cancel.Token));
        var (second, _) = TrainerTests.Made(config, folder["run"], RunMode.Resume);
        var found = second.Fit(resume: true);

        Assert.Equal(TrainerTests.Weights(whole), TrainerTests.Weights(second));
        Assert.Equal(expected with { Seconds = 0, DataWait = 0 }, found with { Seconds = 0, DataWait = 0 });
    }
}
