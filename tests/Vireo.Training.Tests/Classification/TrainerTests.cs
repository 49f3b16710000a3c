using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Tests.Classification;

public class TrainerTests
{
    internal static RunConfig Config(string data) => new()
    {
        Data = new() { Train = data },
        Train = new() { Epochs = 6, BatchSize = 8, ImageSize = 24, Seed = 3, LoaderThreads = 1 },
        Optimizer = new() { Lr = 0.003 },
        Augment = new() { ScaleMin = 0.8 },
    };

    internal static (Trainer Trainer, RunFolder Folder) Made(
        RunConfig config, string path, RunMode mode = RunMode.New, Action<TrainingProgress>? progress = null,
        Action<string>? warn = null)
    {
        var data = ClassificationData.Open(config);
        var folder = RunFolder.Create(path, mode);
        if (mode == RunMode.New)
        {
            folder.WriteConfig(config);
            folder.WriteManifest(new()
            {
                Version = "0", Started = DateTimeOffset.UnixEpoch, Model = config.Model.Name, Classes = data.Train.Classes,
                ImageSize = config.Train.ImageSize, Seed = config.Train.Seed, TrainHash = data.Train.Hash(),
                ValHash = data.Val.Hash(), TrainSamples = data.Train.Samples.Count, ValSamples = data.Val.Samples.Count,
            });
        }

        return (new Trainer(config, data, folder, warn ?? (_ => { }), progress is null ? null : new Told(progress)), folder);
    }

    /// <summary>Tells at once, on the caller's thread.</summary>
    private sealed class Told(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }

    public static TheoryData<OptimizerKind, double, double, int> Optimizers => new()
    {
        { OptimizerKind.AdamW, 0.002, 0.8, 6 }, { OptimizerKind.Adam, 0.002, 0, 6 }, { OptimizerKind.Sgd, 0.005, 0.8, 12 },
    };

    [Theory, MemberData(nameof(Optimizers))]
    public void Squares_and_discs_are_told_apart(
        OptimizerKind optimizer, double rate, double average, int epochs)
    {
        using var folder = new TemporaryFolder();
        var config = Config(ShapesData.Create(folder, train: 192)) with
        {
            Model = new() { Name = "resnet18" },
            Train = new() { Epochs = epochs, BatchSize = 8, ImageSize = 24, Seed = 3, LoaderThreads = 1 },
            Optimizer = new() { Name = optimizer, Lr = rate, WeightDecay = 0.001 },
            Ema = new() { Decay = average },
        };
        var best = Made(config, folder["run"]).Trainer.Fit(resume: false);
        Assert.InRange(best.ValTop1, 0.95, 1);

        // What was saved as best predicts what the best epoch found, image by image.
        var predictor = Predictor.Load(folder["run"], _ => { });
        var (report, predictions) = predictor.Evaluate(folder["data"]);
        Assert.Equal(best.ValTop1, report.Top1);
        var saved = RunFolder.Open(folder["run"]).ReadPredictions().ToList();
        Assert.Equal(saved.Select(p => p.Probability), predictions.Select(p => p.Probability));
        var alone = predictor.Predict(Path.Combine(folder["data/val"], predictions[0].Path), 2);
        Assert.Equal(predictions[0].Predicted, alone.Predicted);
        Assert.Equal(predictions[0].Probability, alone.Probability, 1e-4);
    }

    private static RunConfig Small(string data) => Config(data) with
    {
        Model = new() { Dropout = 0.3, DropPath = 0.2 },
        Train = new() { Epochs = 3, BatchSize = 8, ImageSize = 32, Seed = 5, LoaderThreads = 2, GradClip = 5 },
        Ema = new() { Decay = 0.95 },
    };

    internal static double[] Weights(Trainer trainer) =>
        [.. trainer.Model.Everything.SelectMany(e => e.Variable.ToDoubles())];

    [Theory, InlineData(3), InlineData(6), InlineData(8)]
    public void A_run_stopped_in_an_epoch_goes_on_to_the_same_weights(int stop)
    {
        using var folder = new TemporaryFolder();
        var config = Small(ShapesData.Create(folder, train: 32, val: 8)) with { Ema = new() { Decay = 0.95 } };
        var (whole, _) = Made(config, folder["whole"]);
        var expected = whole.Fit(resume: false);

        using var cancel = new CancellationTokenSource();
        var steps = 0;
        var (first, _) = Made(config, folder["run"], progress: p =>
        {
            if (p.Phase == TrainingPhase.Training && ++steps == stop) cancel.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => first.Fit(resume: false, cancel.Token));
        Assert.Equal(stop, steps);
        var (second, run) = Made(config, folder["run"], RunMode.Resume);
        var found = second.Fit(resume: true);

        Assert.Equal(Weights(whole), Weights(second));
        Assert.Equal(expected with { Seconds = 0, DataWait = 0 }, found with { Seconds = 0, DataWait = 0 });
        foreach (var file in (string[])["model.safetensors", "average.safetensors", "optimizer.safetensors"])
        {
            byte[] Saved(RunFolder f) => File.ReadAllBytes(f.OpenCheckpoints(3, _ => { }).LatestValid()![file]);
            Assert.Equal(Saved(RunFolder.Open(folder["whole"])), Saved(run));
        }
    }

    [Fact]
    public void Training_ends_early_when_nothing_gets_better()
    {
        using var folder = new TemporaryFolder();
        var config = Config(ShapesData.Create(folder, train: 16, val: 8));
        config = config with
        {
            Train = config.Train with { Epochs = 30, EarlyStopPatience = 2 },
            // Nothing is learned, and statistics of batches do not matter either.
            Optimizer = new() { Name = OptimizerKind.Sgd, Lr = 1e-30 },
            Ema = new() { Decay = 0.999999999 },
        };
        var epochs = 0;
        Made(config, folder["run"], progress: p => epochs = p.Finished?.Epoch ?? epochs).Trainer.Fit(resume: false);
        Assert.InRange(epochs, 3, 12);
    }

    [Fact]
    public void The_best_epoch_is_the_one_whose_checkpoint_is_kept()
    {
        using var folder = new TemporaryFolder();
        var config = Config(ShapesData.Create(folder, train: 32, val: 8));
        var history = new List<EpochRecord>();
        var (trainer, run) = Made(config, folder["run"], progress: p =>
        {
            if (p.Finished is { } finished) history.Add(finished);
        });
        var best = trainer.Fit(resume: false);
        var expected = history.OrderByDescending(e => e.ValTop1).ThenBy(e => e.ValLoss).First();
        Assert.Equal(expected, best);
        Assert.Equal(best.Epoch * 4, run.OpenCheckpoints(3, _ => { }).Best()!.Step);
    }

    [Fact]
    public void Weights_of_classes_weigh_their_losses()
    {
        using var folder = new TemporaryFolder();
        var config = Config(ShapesData.Create(folder, train: 32, val: 16));
        config = config with
        {
            Train = config.Train with { Epochs = 1 },
            Loss = new() { ClassWeights = ClassWeights.Of([1000, 0.001]) },
            Ema = new() { Decay = 0.5 },
        };
        Made(config, folder["run"]).Trainer.Fit(resume: false);
        var predictions = RunFolder.Open(folder["run"]).ReadPredictions().ToList();
        Assert.All(predictions, p => Assert.Equal("disc", p.Predicted));
    }

    [Fact]
    public void A_step_that_is_not_finite_names_the_image()
    {
        using var folder = new TemporaryFolder();
        var config = Config(ShapesData.Create(folder, train: 16, val: 8)) with { Optimizer = new() { Lr = 1e30 } };
        config = config with { Schedule = new() { WarmupEpochs = 0 } };
        var failure = Assert.Throws<VireoException>(() => Made(config, folder["run"]).Trainer.Fit(resume: false));
        Assert.Equal("VIR5002", failure.Code);
        Assert.Contains(".png", failure.Message, StringComparison.Ordinal);
    }
}
