using Vireo.Optimizers;
using Vireo.Profiling;
using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Augment.Mixing;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Classification;

public class MixedTrainingTests
{
    private const int Batch = 4, Side = 16, Classes = 3;
    private static readonly int[] s_labels = [0, 1, 2, 1];

    [Theory]
    [InlineData(false, 0, false)]
    [InlineData(false, 0.1, false)]
    [InlineData(true, 0, false)]
    [InlineData(true, 0.1, false)]
    [InlineData(true, 0.1, true)]
    public void The_loss_is_that_of_both_labels_by_their_shares(bool weighted, double smoothing, bool brain)
    {
        float[]? weights = weighted ? [1, 4, 0.5f] : null;
        var (step, _) = Made(new()
        {
            BatchSize = Batch, ImageSize = Side, LabelSmoothing = smoothing, ClassWeights = weights, SoftLabels = true,
            Precision = brain ? Precision.Brain : Precision.Single,
        });
        var mix = new Mixup { Alpha = 1, PerImage = true }.Draw(Batch, new(Side, Side), new Rng(3));
        var result = step.Run(Images(), s_labels, 0, mix);

        // In double precision from the scores; the mean counts a label as much as its classes weigh.
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < Batch; i++)
        {
            var (share, partner) = ((double)mix.Images[i].LabelShare, mix.Images[i].Partner);
            foreach (var (label, part) in new[] { (s_labels[i], share), (s_labels[partner], 1 - share) })
            {
                double Loss(int c) => -(weights?[c] ?? 1) * LogProbability(result.Logits, i, c);
                sum += part * ((1 - smoothing) * Loss(label) + smoothing / Classes * Enumerable.Range(0, Classes).Sum(Loss));
                total += part * (weights?[label] ?? 1);
            }
        }

        Assert.Equal(sum / total, result.Loss, 2e-6);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    public void Images_that_are_not_mixed_count_as_they_do_without_mixing(bool weighted, int accumulate)
    {
        double[] Learned(bool soft)
        {
            var (step, model) = Made(new()
            {
                BatchSize = Batch, ImageSize = Side,
                LabelSmoothing = 0.1, ClassWeights = weighted ? [1, 4, 0.5f] : null, SoftLabels = soft, Accumulate = accumulate,
            });
            for (var i = 0; i < accumulate; i++) step.Run(Images(), s_labels, 0);
            return [.. model.Everything.SelectMany(p => p.Variable.ToDoubles())];
        }

        Check.Close(Learned(soft: false), Learned(soft: true), 1e-5);
    }

    [Fact]
    public void Mixed_images_want_a_step_with_soft_labels()
    {
        var (step, _) = Made(new() { BatchSize = Batch, ImageSize = Side });
        Assert.Throws<ArgumentException>(() => step.Run(Images(), s_labels, 0, BatchMix.None(Batch, new(Side, Side))));
    }

    [Theory]
    [InlineData("augment.mixup=0.2")]
    [InlineData("augment.fmix=1 augment.mixup=0.4 augment.cutmix=0.5 augment.mix_shares=[1,1,2] augment.mix_probability=0.7")]
    public void Squares_and_discs_are_told_apart_by_who_learned_from_mixtures(string keys)
    {
        using var folder = new TemporaryFolder();
        var config = TrainerTests.Config(ShapesData.Create(folder, train: 192)) with
        {
            Model = new() { Name = "resnet18" },
            Train = new() { Epochs = 8, BatchSize = 8, ImageSize = 24, Seed = 3, LoaderThreads = 1 },
            Optimizer = new() { Lr = 0.002, WeightDecay = 0.001 }, Ema = new() { Decay = 0 },
            Augment = ConfigLoader.Load(overrides: keys.Split(' ')).Augment with { MixEpochs = 6, ScaleMin = 0.8 },
        };
        var best = TrainerTests.Made(config, folder["run"]).Trainer.Fit(resume: false);

        Assert.InRange(best.ValTop1, 0.9, 1);
    }

    [Theory, InlineData(3), InlineData(6)]
    public void A_mixed_run_stopped_in_an_epoch_goes_on_to_the_same_weights(int stop)
    {
        using var folder = new TemporaryFolder();
        var config = Small(folder);
        var (whole, _) = TrainerTests.Made(config, folder["whole"]);
        var expected = whole.Fit(resume: false);

        using var cancel = new CancellationTokenSource();
        var steps = 0;
        var (first, _) = TrainerTests.Made(config, folder["run"], progress: p =>
        {
            if (p.Phase == TrainingPhase.Training && ++steps == stop) cancel.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => first.Fit(resume: false, cancel.Token));
        var more = config with { Train = config.Train with { LoaderThreads = 3 } };
        var (second, _) = TrainerTests.Made(more, folder["run"], RunMode.Resume);
        var found = second.Fit(resume: true);

        Assert.Equal(TrainerTests.Weights(whole), TrainerTests.Weights(second));
        Assert.Equal(expected with { Seconds = 0, DataWait = 0 }, found with { Seconds = 0, DataWait = 0 });

        // And mixing is what made them.
        var (plain, _) = TrainerTests.Made(config with { Augment = new() }, folder["plain"]);
        plain.Fit(resume: false);
        Assert.NotEqual(TrainerTests.Weights(whole), TrainerTests.Weights(plain));
    }

    [Fact]
    public void Batches_are_mixed_until_the_epoch_asked_for_and_by_the_shares_asked_for()
    {
        var config = ConfigLoader.Load(overrides:
        [
            "augment.mixup=0.2", "augment.fmix=1", "augment.mix_shares=[1, 3]", "augment.mix_probability=0.8",
            "augment.mix_epochs=2",
        ]);
        var mixer = BatchMixer.Of(config)!;
        Assert.Null(mixer.Draw(2, 0, Batch, Side));
        Assert.Null(BatchMixer.Of(new()));
        Assert.Equal([0.2, 0.6], BatchMixer.MixingOf(config.Augment).Choices.Select(c => Math.Round(c.Share, 12)));
        var blends = Enumerable.Range(0, 1000).Select(batch => mixer.Draw(1, batch, 1, 4)!.Images[0].Blend).ToList();
        Assert.Equal(600, blends.Count(b => b is MaskBlend), 60.0);
        Assert.Equal(200, blends.Count(b => b is EvenBlend { Share: 1 }), 50.0);

        // Other epochs and other batches have other draws.
        float[] Shares(int epoch) => [.. Enumerable.Range(0, 50).Select(b => mixer.Draw(epoch, b, 1, 4)!.Images[0].LabelShare)];
        Assert.NotEqual(Shares(0), Shares(1));
        Assert.True(Shares(0).Distinct().Count() > 10);
    }

    [Fact]
    public void A_mixed_run_is_profiled_and_its_memory_forecast()
    {
        using var folder = new TemporaryFolder();
        var config = Small(folder);
        var (trainer, run) = TrainerTests.Made(config, folder["run"]);
        trainer.Fit(resume: false);

        var profile = TrainingProfile.Run(new(folder["run"]) { Data = folder["data"], Steps = 2 });
        Assert.Equal(Enum.GetValues<StepPhase>(), profile.Fastest.ByPhase().Select(row => row.Phase));
        Assert.Equal(2, TrainingProfile.Run(new(folder["run"]) { Steps = 2 }).Steps.Count);

        var plain = config with { Augment = config.Augment with { MixProbability = 0 } };
        long Input(RunConfig c) => MemoryForecast.Of(c, RunModel.Create(c, classes: 2)).Step.Input;
        Assert.Equal(Input(plain), Input(config)); // Two classes of 4 bytes, or a label of 8.
        var line = Assert.Single(RunPlan.Describe(config, trainer.Model, new(1, 4, 3)), l => l.StartsWith("mixing", StringComparison.Ordinal));
        Assert.Equal("mixing mixup 0.4 in 40 %, cutmix 1 in 40 % of batches; train top-1 counts the heavier label", line);
    }

    private static RunConfig Small(TemporaryFolder folder) =>
        TrainerTests.Config(ShapesData.Create(folder, train: 32, val: 8)) with
        {
            Train = new() { Epochs = 3, BatchSize = 8, ImageSize = 32, Seed = 5, LoaderThreads = 1 },
            Loss = new() { LabelSmoothing = 0.1, ClassWeights = ClassWeights.Of([1, 2]) },
            Augment = new() { Mixup = 0.4, Cutmix = 1, MixProbability = 0.8 },
        };

    private static (TrainingStep Step, VisionModel Model) Made(TrainingStepOptions options)
    {
        var model = ModelZoo.Create("resnet18", new() { Classes = Classes }, seed: 1);
        var optimizer = new Sgd { Momentum = 0.9 };
        optimizer.Rate.Set([0.001]);
        return (new(model, optimizer, null, options), model);
    }

    private static float[] Images()
    {
        var rng = new Rng(2);
        return [.. Enumerable.Range(0, Batch * Side * Side * 3).Select(_ => rng.Normal())];
    }

    private static double LogProbability(float[] logits, int row, int c)
    {
        var scores = logits.AsSpan(row * Classes, Classes).ToArray();
        return scores[c] - Math.Log(scores.Sum(s => Math.Exp(s)));
    }
}
