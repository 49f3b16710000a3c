using Vireo.Layers;
using Vireo.Ops;
using Vireo.Optimizers;
using Vireo.Schedules;
using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Events;
using Vireo.Training.Runs;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Classification;

/// <summary>Every optimizer, groups of parameters, gradients of several batches, rates that follow the
/// validation.</summary>
public class LearningTests
{
    private static RunConfig Small(string data, int epochs = 1) => TrainerTests.Config(data) with
    {
        Train = new() { Epochs = epochs, BatchSize = 8, ImageSize = 24, Seed = 5, LoaderThreads = 1 },
        Schedule = new() { WarmupEpochs = 0 },
    };

    /// <summary>Trains, and trains again with a stop on the way; both end in the same weights.</summary>
    private static Trainer SameWhenStopped(
        TemporaryFolder folder, RunConfig config, int stopAfterBatches, TrainingPhase phase = TrainingPhase.Training)
    {
        var (whole, run) = TrainerTests.Made(config, folder["whole"]);
        var expected = whole.Fit(resume: false);
        using var cancel = new CancellationTokenSource();
        var batches = 0;
        var (first, _) = TrainerTests.Made(config, folder["run"], progress: p =>
        {
            if (p.Phase == phase && ++batches == stopAfterBatches) cancel.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => first.Fit(resume: false, cancel.Token));
        if (phase == TrainingPhase.Validating) Assert.Equal(stopAfterBatches, batches);
        var (second, resumed) = TrainerTests.Made(config, folder["run"], RunMode.Resume);
        var found = second.Fit(resume: true);

        Assert.Equal(expected with { Seconds = 0, DataWait = 0 }, found with { Seconds = 0, DataWait = 0 });
        Assert.Equal(TrainerTests.Weights(whole), TrainerTests.Weights(second));
        byte[] Optimizer(RunFolder f) =>
            File.ReadAllBytes(f.OpenCheckpoints(3, _ => { }).LatestValid()!["optimizer.safetensors"]);
        Assert.Equal(Optimizer(run), Optimizer(resumed));
        return whole;
    }

    public static TheoryData<OptimizerKind> Kinds => [.. Enum.GetValues<OptimizerKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_optimizer_trains_and_goes_on_where_it_stopped(OptimizerKind kind)
    {
        using var folder = new TemporaryFolder();
        var config = Small(ShapesData.Create(folder, train: 24, val: 2));
        config = config with { Optimizer = new() { Name = kind, Lr = 0.01, Lookahead = kind == OptimizerKind.RAdam ? 2 : 0 } };
        var before = TrainerTests.Weights(TrainerTests.Made(config, folder["fresh"]).Trainer);

        var after = TrainerTests.Weights(SameWhenStopped(folder, config, stopAfterBatches: 1));

        Assert.All(after, value => Assert.True(double.IsFinite(value)));
        Assert.NotEqual(before, after);
    }

    [Theory, InlineData(1, 3), InlineData(3, 3), InlineData(4, 6)]
    public void Steps_of_several_batches_are_never_cut_in_two(int stop, int batchesDone)
    {
        using var folder = new TemporaryFolder();
        var config = Small(ShapesData.Create(folder, train: 56, val: 2), epochs: 2);
        config = config with
        {
            Train = config.Train with { Accumulate = 3, GradClip = 1 }, // 7 batches: two steps, one batch is left over.
            Model = new() { Dropout = 0.3 },
            Ema = new() { Decay = 0.9 },
        };
        var whole = SameWhenStopped(folder, config, stop);
        Assert.Equal(4, whole.TotalSteps);
        var events = EventReader.ReadRun(folder["run/events"]);
        Assert.Equal([1L, 2, 3, 4], events["train/loss"].Select(e => e.Step));
        Assert.Equal(batchesDone == 6 ? 2 : 1, EventReader.ReadFile(
            Directory.GetFiles(folder["run/events"]).Order(StringComparer.Ordinal).First()).Count(e => e.Tag == "train/loss"));
    }

    [Fact]
    public void A_stop_while_validating_comes_at_once_and_the_validation_is_repeated()
    {
        using var folder = new TemporaryFolder();
        SameWhenStopped(
            folder, Small(ShapesData.Create(folder, train: 16, val: 40)), stopAfterBatches: 2, TrainingPhase.Validating);
    }

    private sealed class Plain : VisionModel
    {
        public Plain()
        {
            Stages = [Own("a", new Conv(3, 4, 3)), Own("b", new Sequential(new Conv(4, 6, 3), new Conv(6, 6, 1)))];
            Head = Own("head", new Scores());
            Initialise(new Rng(3));
        }

        protected override IReadOnlyList<Module> Stages { get; }

        protected override Module Head { get; }

        private sealed class Scores : Module
        {
            private readonly Linear _linear;

            public Scores() => _linear = Own("fc", new Linear(6, 3));

            protected override Tensor Forward(Tensor x, Pass pass) =>
                _linear.Call(x.Relu().AdaptiveAveragePool2d().Flatten(), pass);
        }
    }

    [Fact]
    public void Blocks_of_a_model_go_from_the_input_to_the_head()
    {
        Assert.Equal(
            ["a.weight a.bias", "b.0.weight b.0.bias", "b.1.weight b.1.bias", "head.fc.weight head.fc.bias"],
            new Plain().Blocks.Select(block => string.Join(' ', block)));
        var paths = ModelZoo.Create("resnet18", new()).Blocks;
        Assert.Equal((10, "conv1.weight", "fc.bias"), (paths.Count, paths[0][0], paths[^1][^1]));
        Assert.Equal(14, ModelZoo.Create("mobilenet_v3_small", new()).Blocks.Count);
    }

    private static (double[] Weights, double[] Averages, double Steps) Learned(
        int batch, int accumulate, OptimizerConfig optimizer, float[]? weights, bool clips)
    {
        const int Side = 8, Images = 24, Updates = 3;
        var model = new Plain();
        var average = new MovingAverage(model.Everything, 0.9);
        var rule = RunModel.CreateOptimizer(new() { Optimizer = optimizer }, model);
        var step = new TrainingStep(model, rule, average, new()
        {
            BatchSize = batch, ImageSize = Side, Accumulate = accumulate, ClassWeights = weights, LabelSmoothing = 0.1,
            GradientClip = clips ? 0.1 : 0, GradientClipValue = clips ? 0.05 : 0,
        });
        rule.Rate.Set([0.05]);
        var rng = new Rng(8);
        var images = new float[Images * 3 * Side * Side];
        foreach (ref var pixel in images.AsSpan()) pixel = rng.Normal();
        int[] labels = [.. Enumerable.Range(0, Images).Select(_ => rng.Below(3))];
        var updates = 0;
        for (var first = 0; first < Images; first += batch)
        {
            var length = 3 * Side * Side;
            var result = step.Run(
                images.AsSpan(first * length, batch * length), labels.AsSpan(first, batch), updates);
            if (result.GradientNorm is not null) updates++;
        }

        Assert.Equal((Updates, 0), (updates, step.Pending));
        double[] Values(IEnumerable<(string, Variable V)> all) => [.. all.SelectMany(p => p.V.ToDoubles())];
        return (Values(model.Everything), Values(average.State), rule.Steps.ToDoubles()[0]);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, false, false)]
    [InlineData(OptimizerKind.Sgd, true, true)]
    [InlineData(OptimizerKind.AdamW, true, false)]
    public void Four_batches_of_two_are_one_batch_of_eight(OptimizerKind kind, bool weighted, bool clips)
    {
        var optimizer = new OptimizerConfig
        {
            Name = kind, LayerDecay = 0.5, Groups = [new() { Pattern = "b.1", Freeze = true }], Epsilon = kind == OptimizerKind.Sgd ? null : 0.01,
        };
        float[]? weights = weighted ? [1, 5, 0.2f] : null;
        var (expected, averages, steps) = Learned(8, 1, optimizer, weights, clips);
        var (found, others, count) = Learned(2, 4, optimizer, weights, clips);

        Check.Close(expected, found, 2e-6);
        Check.Close(averages, others, 2e-6);
        Assert.Equal((3, 3), (steps, count));
        Assert.NotEqual([.. new Plain().Everything.SelectMany(p => p.Variable.ToDoubles())], expected);
    }

    [Fact]
    public void What_is_frozen_stays_and_the_rest_learns_at_its_own_rate()
    {
        var model = new Plain();
        var before = model.Parameters.ToDictionary(p => p.Path, p => p.Variable.ToDoubles());
        var optimizer = RunModel.CreateOptimizer(
            new() { Optimizer = new() { Groups = [new() { Pattern = "*.weight", LrScale = 0 }] } }, model);
        var step = new TrainingStep(model, optimizer, null, new() { BatchSize = 2, ImageSize = 8 });
        optimizer.Rate.Set([0.01]);
        step.Run(Enumerable.Repeat(0.3f, 2 * 3 * 64).ToArray(), [0, 1], 0);

        Assert.Equal(before["a.weight"], Value("a.weight"));
        Assert.NotEqual(before["b.0.weight"], Value("b.0.weight"));
        Assert.DoesNotContain(optimizer.State, s => s.Name.StartsWith("a.weight", StringComparison.Ordinal));
        double[] Value(string path) => model.Parameters.First(p => p.Path == path).Variable.ToDoubles();
    }

    [Fact]
    public void A_rate_is_halved_on_each_plateau_down_to_one_1024th_also_when_stopped_on_the_way()
    {
        using var folder = new TemporaryFolder();
        var config = Small(ShapesData.Create(folder, train: 8, val: 2), epochs: 30);
        config = config with
        {
            // Nothing is learned, and statistics of batches do not matter either: from the second epoch on it is a plateau.
            Optimizer = new() { Name = OptimizerKind.Sgd, Lr = 1e-30 },
            Ema = new() { Decay = 0.999999999 },
            Schedule = new() { Name = ScheduleKind.Halving, WarmupEpochs = 2 },
        };

        SameWhenStopped(folder, config, stopAfterBatches: 6);

        var rates = EventReader.ReadRun(folder["run/events"])["train/learning_rate"];
        // Two epochs of warm-up, one to set the mark, ten that bring a cut each.
        Assert.Equal(13, rates.Count);
        Assert.Equal(1e-30 / 512, rates[^1].Value, 1e-34);
        Assert.Equal(1e-30, rates[3].Value, 1e-33);
    }

    [Fact]
    public void A_rate_that_moves_nothing_and_a_momentum_that_moves_are_noted()
    {
        using var folder = new TemporaryFolder();
        var config = Small(ShapesData.Create(folder, train: 16, val: 2), epochs: 2);
        config = config with
        {
            Optimizer = new() { Lr = 1e-6 },
            Schedule = new() { Name = ScheduleKind.OneCycle, WarmupEpochs = 0, MomentumLow = 0.8, MomentumHigh = 0.9, CycleRise = 0.5 },
        };
        var notes = new List<string>();
        TrainerTests.Made(config, folder["run"], warn: notes.Add).Trainer.Fit(resume: false);
        var events = EventReader.ReadRun(folder["run/events"]);

        Assert.Contains("optimizer.lr is 1e-06", Assert.Single(notes));
        Assert.Single(events["train/rate_too_low"]);
        Assert.Equal([0.9, 0.8], events["train/momentum"].Take(2).Select(e => Math.Round(e.Value, 6)));

        notes.Clear();
        var warm = config with { Optimizer = new() { Lr = 1e-3 }, Schedule = new() { WarmupEpochs = 2, WarmupStart = 0 } };
        TrainerTests.Made(warm, folder["warm"], warn: notes.Add);
        Assert.Empty(notes);
    }

    [Fact]
    public void A_schedule_of_ones_own_sees_the_steps_of_the_whole_run()
    {
        using var folder = new TemporaryFolder();
        var config = Small(ShapesData.Create(folder, train: 16, val: 2), epochs: 2);
        var data = ClassificationData.Open(config);
        var (_, run) = TrainerTests.Made(config, folder["run"]);
        var own = new LambdaSchedule { Function = (step, total) => 1 - (double)step / total };

        new Trainer(config, data, run, _ => { }, schedule: own).Fit(resume: false);

        var rates = EventReader.ReadRun(folder["run/events"])["train/learning_rate"];
        Check.Close([0.003, 0.00225, 0.0015, 0.00075], [.. rates.Select(e => (double)e.Value)], 1e-8);
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        var data = ShapesData.Create(folder, train: 8, val: 2);
        ClassificationRun Open(List<string> notes, params string[] overrides) => ClassificationRun.Open(
            new(folder["run"], RunMode.New)
            {
                Overrides = [$"data.train={data}", "train.image_size=24", "train.batch_size=4", "train.accumulate=2", .. overrides],
            },
            new Dictionary<string, string>(), notes.Add);

        var failure = Assert.Throws<UsageException>(() => Open([], "optimizer.groups=[{pattern: feature, freeze: true}]"));
        Assert.Equal("VIR3021", failure.Code);
        Assert.Contains("The nearest is 'features'", failure.Message);
        Assert.False(Directory.Exists(folder["run"]));

        var notes = new List<string>();
        var plan = Open(notes, "optimizer.groups=[{pattern: features.0, freeze: true}]", "optimizer.nesterov=true",
            "schedule.warmup_epochs=2").Plan;
        Assert.Equal("optimizer.nesterov means nothing to adamw; it takes beta1, beta2, epsilon, amsgrad.", Assert.Single(notes));
        Assert.Equal("schedule cosine over 30 steps, 1 an epoch, each of 2 batches of 4; warm-up 2 steps", plan[1]);
        Assert.Equal("  frozen: 3 parameters, features.0.0.weight to features.0.1.bias", plan[2]);
        Assert.Equal("  rate x 1, decay 0.01 or 0: 139 parameters, features.1.block.0.0.weight to classifier.3.bias", plan[3]);
    }
}
