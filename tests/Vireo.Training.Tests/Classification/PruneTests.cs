using Vireo.Layers;
using Vireo.Pruning;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Classification;

/// <summary>Channels taken out of models of the zoo, and runs that begin with what is left.</summary>
public sealed class PruneTests : IDisposable
{
    private const int Side = 32;
    private static readonly Dictionary<string, string> s_environment = [];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, PruneMethod> Models => new()
    {
        { "resnet18", PruneMethod.Fpgm }, { "resnet50", PruneMethod.L1 },
        { "mobilenet_v3_small", PruneMethod.Fpgm }, { "mobilenet_v3_large", PruneMethod.L1 },
    };

    [Theory, MemberData(nameof(Models))]
    public void A_pruned_model_answers_as_the_whole_one_with_those_channels_at_zero(string name, PruneMethod method)
    {
        var variant = ModelZoo.Find(name);
        var (whole, pruned) = (Drawn(variant), Drawn(variant));
        var plan = PrunePlan.Choose(variant.Map(pruned, Side), new() { Macs = 0.5, Method = method });
        plan.Apply();
        foreach (var group in plan.Groups) Silence(whole, group);

        var rng = new Rng(5);
        Shape shape = [2, 3, Side, Side];
        var x = Tensor.From([.. Enumerable.Range(0, (int)shape.Count).Select(_ => rng.Normal())], shape);
        var expected = whole.Call(x, Pass.Inference()).ToDoubles();
        var found = pruned.Call(x, Pass.Inference()).ToDoubles();
        var scale = expected.Max(Math.Abs);
        Assert.True(scale > 1e-3);
        foreach (var (e, f) in expected.Zip(found)) Assert.Equal(0, (e - f) / scale, 1e-4);

        // The work is that of the engine, and the same model comes from its description.
        Assert.Equal(plan.MacsAfter, new EvaluationStep(pruned, 1, Side).Macs);
        Assert.InRange(plan.MacsAfter, 0.45 * plan.MacsBefore, 0.5 * plan.MacsBefore);
        Assert.All(plan.Channels, c => Assert.True(c.Channels % 8 == 0 || c.Channels < 16, $"{c}"));
        Assert.Equal(pruned.Everything.Select(v => v.Variable.Spec),
            variant.Create(new() { Classes = 7, Channels = [.. plan.Channels] }).Everything
                .Select(v => v.Variable.Spec));
    }

    [Fact]
    public void A_run_is_pruned_judged_shipped_and_trained_on_and_a_killed_one_goes_on_to_the_same_weights()
    {
        var config = TrainerTests.Config(ShapesData.Create(_folder, train: 16, val: 4)) with
        {
            Model = new() { Name = "resnet18" }, Ema = new() { Decay = 0.5 },
            Train = new() { Epochs = 2, BatchSize = 8, ImageSize = Side, LoaderThreads = 1 },
        };
        TrainerTests.Made(config, _folder["run"]).Trainer.Fit(resume: false);
        var outcome = Prune("run", "small", PruneMethod.L1);
        Prune("run", "again", PruneMethod.L1);
        Assert.InRange(outcome.MacsAfter, 1, outcome.MacsBefore / 2);
        Assert.Equal(outcome.Plan.MacsAfter, outcome.MacsAfter);
        Assert.True(outcome.ParametersAfter < 0.7 * outcome.ParametersBefore);

        // As it is, from the folder and from a file.
        ModelBundle.Open(_folder["small"]).Save(_folder["small.vireo"]);
        OnnxModel.Save(ModelBundle.Open(_folder["small.vireo"]), _folder["small.onnx"]);
        ModelBundle.Open(_folder["run"]).Save(_folder["run.vireo"]);
        Assert.True(Length("small.vireo") < 0.7 * Length("run.vireo"));
        Assert.InRange(Length("small.onnx"), 4 * outcome.ParametersAfter, 4.2 * outcome.ParametersAfter);
        using var ofRun = Predictor.Load(_folder["small"]);
        using var ofFile = Predictor.Load(_folder["small.vireo"]);
        Assert.Equal(ofRun.Evaluate(_folder["data"]).Predictions.Select(p => p.Probability),
            ofFile.Evaluate(_folder["data"]).Predictions.Select(p => p.Probability));

        // Trained on, at a lower rate; the other one is stopped in between.
        var run = Open("small");
        Assert.Equal(config.Optimizer.Lr / 10, run.Config.Optimizer.Lr, 1e-12);
        Assert.Equal(outcome.Plan.Channels, run.Config.Model.Channels);
        run.Fit();
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => Open("again").Fit(
            new Told(p => { if (p.Phase == TrainingPhase.Training && ++steps == 2) stop.Cancel(); }), stop.Token));
        Open("again").Fit();
        Assert.Equal(Weights("small"), Weights("again"));
        Assert.NotEqual(Weights("small.vireo"), Weights("small"));

        // And pruned once more.
        var less = Prune("small", "smaller", PruneMethod.Fpgm, floor: 0.1);
        Assert.Equal(outcome.MacsAfter, less.MacsBefore);
        Assert.InRange(less.MacsAfter, 1, outcome.MacsAfter / 2);
        Assert.True(ModelBundle.Open(_folder["smaller"]).Description.Channels.Count >= outcome.Plan.Channels.Count);
    }

    [Fact]
    public void A_run_is_not_pruned_into_itself()
    {
        var config = TrainerTests.Config(ShapesData.Create(_folder, train: 8, val: 4)) with
        {
            Train = new() { Epochs = 1, BatchSize = 8, ImageSize = Side, LoaderThreads = 1 },
        };
        TrainerTests.Made(config, _folder["run"]).Trainer.Fit(resume: false);
        Assert.Equal("VIR2873", Assert.Throws<UsageException>(() => Prune("run", "run", PruneMethod.L1)).Code);
    }

    [Theory]
    [InlineData("[{layer: conv9, channels: 8}]", "VIR2870")]
    [InlineData("[{layer: conv1, channels: 65}]", "VIR2871")]
    [InlineData("[{layer: conv1, channels: 0}]", "VIR3002")]
    [InlineData("[{layer: conv1, channels: 8, more: 1}]", "VIR3002")]
    [InlineData("[{layer: conv1, channels: 8}, {layer: conv1, channels: 16}]", "VIR3002")]
    [InlineData("[conv1]", "VIR3002")]
    public void Channels_that_cannot_be_are_refused(string channels, string code)
    {
        var failure = Assert.Throws<UsageException>(() => RunModel.Create(ConfigLoader.Load(
            null, s_environment, ["model.name=resnet18", $"model.channels={channels}"]), 2));
        Assert.Equal(code, failure.Code);
    }

    private static VisionModel Drawn(Variant variant)
    {
        var model = variant.Create(new() { Classes = 7 });
        model.Initialise(new Rng(3));
        // Statistics and shifts of a network that has learned: none is zero or one.
        foreach (var (path, variable) in model.Everything)
        {
            if (!variable.Spec.DType.IsFloat || variable.Shape.Rank != 1) continue;
            var rng = new Rng((ulong)path.Length, (ulong)variable.Shape.Count);
            var isVariance = path.EndsWith("running_var", StringComparison.Ordinal);
            variable.Set([.. variable.ToDoubles().Select(
                v => isVariance ? 0.5 + rng.Uniform() : v + 0.2 * rng.Normal())]);
        }

        return model;
    }

    /// <summary>Sets to zero what makes the channels that go: filters, biases, and the scale and shift of the norm that
    /// follows, found by the names that the models use.</summary>
    private static void Silence(VisionModel model, PrunedGroup group)
    {
        var variables = model.Everything.ToDictionary(v => v.Path, v => v.Variable);
        var kept = group.Kept.ToHashSet();
        foreach (var layer in group.Group.Layers)
        {
            var last = layer.LastIndexOf('.') + 1;
            var norm = layer[last..] == "0" ? $"{layer[..last]}1" : layer[..last] + layer[last..].Replace(
                "conv", "bn", StringComparison.Ordinal);
            foreach (var path in (string[])[$"{layer}.weight", $"{layer}.bias", $"{norm}.weight", $"{norm}.bias"])
            {
                if (!variables.TryGetValue(path, out var variable)) continue;
                var values = variable.ToDoubles();
                if (variable.Shape[0] != group.Group.Channels) continue;
                var each = values.Length / group.Group.Channels;
                for (var i = 0; i < values.Length; i++)
                {
                    if (!kept.Contains(i / each)) values[i] = 0;
                }

                variable.Set(values);
            }
        }
    }

    private PruneOutcome Prune(string from, string to, PruneMethod method, double floor = 0.25) => PrunedRun.Create(
        new(_folder[from], _folder[to], new() { Macs = 0.5, Method = method, Floor = floor }), s_environment, _ => { });

    private ClassificationRun Open(string run) =>
        ClassificationRun.Open(new(_folder[run], RunMode.Resume), s_environment, _ => { });

    private long Length(string file) => new FileInfo(_folder[file]).Length;

    private float[] Weights(string path) => [.. ModelBundle.Open(_folder[path]).Model.Parameters.SelectMany(
        p => p.Variable.Data<float>().ToArray())];

    private sealed class Told(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
