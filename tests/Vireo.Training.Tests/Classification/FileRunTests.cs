using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Ops;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Runs;

namespace Vireo.Training.Tests.Classification;

/// <summary>Runs whose model is the network of an ONNX file.</summary>
public sealed class FileRunTests : IDisposable
{
    private const int Side = 24, Classes = 5;
    private static readonly Dictionary<string, string> s_environment = [];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_trains_for_other_classes_without_its_file_and_a_killed_run_goes_on_to_the_same_weights()
    {
        ShapesData.Create(_folder, train: 16, val: 4);
        OnnxModel.Save(ModelBundle.OfZoo("mobilenet_v3_small", Classes, Side), _folder["net.onnx"], raw: true);
        var start = OnnxImport.Read(_folder["net.onnx"]).Everything.ToDictionary(v => v.Path, v => v.Variable);
        var whole = Open("whole", RunMode.New);
        Open("run", RunMode.New);
        File.Delete(_folder["net.onnx"]);

        // Before the first step all but the classifier is the file's.
        var begun = ModelBundle.Open(_folder["run"]).Model.Everything.ToDictionary(v => v.Path, v => v.Variable);
        Assert.Equal(start.Keys.Order(), begun.Keys.Order());
        Assert.Equal(["classifier.3.bias", "classifier.3.weight"], start.Keys.Order().Where(path =>
            !start[path].ToDoubles().SequenceEqual(begun[path].ToDoubles())));
        Assert.Equal(2, begun["classifier.3.weight"].Shape[0]);

        whole.Fit();
        using var stop = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => Open("run", RunMode.Resume).Fit(
            new Told(p => { if (p.Phase == TrainingPhase.Training && ++steps == 3) stop.Cancel(); }), stop.Token));
        Open("run", RunMode.Resume).Fit();
        Assert.Equal(Weights("whole"), Weights("run"));
        Assert.NotEqual(begun["features.0.0.weight"].ToDoubles(), Variable("run", "features.0.0.weight").ToDoubles());
        Assert.NotEqual(
            begun["features.0.1.running_mean"].ToDoubles(), Variable("run", "features.0.1.running_mean").ToDoubles());
    }

    [Fact]
    public void A_trained_network_is_judged_alike_from_its_run_a_bundle_and_a_file()
    {
        var data = ShapesData.Create(_folder, train: 16, val: 4);
        OnnxModel.Save(ModelBundle.OfZoo("mobilenet_v3_small", 2, Side), _folder["net.onnx"]);
        // As many classes as the file scores: its classifier goes on learning.
        Open("run", RunMode.New, "model.mean=[0.5, 0.4, 0.3]").Fit();
        ModelBundle.Open(_folder["run"]).Save(_folder["net.vireo"]);
        OnnxModel.Save(ModelBundle.Open(_folder["net.vireo"]), _folder["out.onnx"]);

        using var run = Predictor.Load(_folder["run"]);
        using var bundle = Predictor.Load(_folder["net.vireo"]);
        using var file = Predictor.Load(_folder["out.onnx"]);
        Assert.Equal(0.5f, bundle.Bundle.Description.Preprocessing.Mean.R);
        Assert.Equal(("net", 0.224f),
            (bundle.Bundle.Description.Model, bundle.Bundle.Description.Preprocessing.Std.G));
        Assert.DoesNotContain(_folder.Path, bundle.Bundle.ConfigText, StringComparison.Ordinal);
        var expected = run.Evaluate(data).Predictions.Select(p => p.Probability).ToList();
        Assert.Equal(expected, bundle.Evaluate(data).Predictions.Select(p => p.Probability));
        foreach (var (a, b) in expected.Zip(file.Evaluate(data).Predictions.Select(p => p.Probability)))
            Assert.Equal(a, b, 1e-5);

        // Trained once more from what was shipped, and pruned.
        File.Move(_folder["out.onnx"], _folder["net.onnx"], overwrite: true);
        Assert.Equal([0.5, 0.4, 0.3], Open("more", RunMode.New).Config.Model.Mean);
        var outcome = PrunedRun.Create(
            new(_folder["run"], _folder["small"], new() { Macs = 0.6 }), s_environment, _ => { });
        Assert.InRange(outcome.MacsAfter, 1, 0.6 * outcome.MacsBefore);
        Open("small", RunMode.Resume).Fit();
        ModelBundle.Open(_folder["small"]).Save(_folder["small.vireo"]);
        Assert.True(new FileInfo(_folder["small.vireo"]).Length < 0.9 * new FileInfo(_folder["net.vireo"]).Length);
        using var small = Predictor.Load(_folder["small.vireo"]);
        Assert.Equal(4, small.Evaluate(data).Predictions.Count);
    }

    [Fact]
    public void What_cannot_be_trained_is_refused_with_the_reason()
    {
        ShapesData.Create(_folder, train: 16, val: 4);
        var x = Tensor.Placeholder([1, 3, Side, Side]);
        var (a, b) = (new Linear(3, 2), new Linear(3, 3));
        a.Initialise(new Rng(1));
        b.Initialise(new Rng(2));
        var pooled = x.Mean([2, 3]);
        OnnxExport.Save(_folder["net.onnx"], [("x", x)], [("scores", Tensor.Concat(1,
            a.Call(pooled, Pass.Inference()), b.Call(pooled, Pass.Inference())))]);

        Assert.Contains("net.onnx: its classifier cannot be replaced by one of 2 classes: going back from 'scores', "
            + "Concat", Refusal("VIR2837"), StringComparison.Ordinal);
        Assert.Contains("takes no images of 16 x 16 pixels", Refusal("VIR2838", "train.image_size=16", () =>
            OnnxExport.Save(_folder["net.onnx"], [("x", x)], [("scores", x.Reshape([1, 3 * Side * Side]))])),
            StringComparison.Ordinal);
        Assert.Contains($"--image-size {Side}", Refusal("VIR2838", "train.image_size=16"), StringComparison.Ordinal);
        Refusal("VIR3005", "model.std=[1, 2]");
        Assert.Contains("model.dropout", Refusal("VIR3005", "model.dropout=0.5"), StringComparison.Ordinal);
        Refusal("VIR3005", "optimizer.layer_decay=0.5");
        Assert.Equal("VIR2830", Assert.Throws<BadModelFileException>(
            () => Open("none", RunMode.New, "model.name=missing.onnx")).Code);
        Assert.False(Directory.Exists(_folder["no"]));
    }

    private string Refusal(string code, string change = "train.seed=1", Action? prepare = null)
    {
        prepare?.Invoke();
        var refusal = Assert.Throws<UsageException>(() => Open("no", RunMode.New, change));
        Assert.True(code == refusal.Code, refusal.Message);
        return refusal.Message;
    }

    private ClassificationRun Open(string run, RunMode mode, params string[] more) => ClassificationRun.Open(
        new(_folder[run], mode)
        {
            Overrides = mode == RunMode.Resume ? [] :
            [
                $"data.train={_folder["data"]}", $"model.name={_folder["net.onnx"]}", "train.epochs=2",
                "train.batch_size=8", $"train.image_size={Side}", "train.loader_threads=1", .. more,
            ],
        }, s_environment, _ => { });

    private Variable Variable(string run, string path) =>
        ModelBundle.Open(_folder[run]).Model.Everything.Single(v => v.Path == path).Variable;

    private float[] Weights(string path) => [.. ModelBundle.Open(_folder[path]).Model.Everything.SelectMany(
        p => p.Variable.Data<float>().ToArray())];

    private sealed class Told(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
