using System.Text;
using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Quantisation;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Compression;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Datasets;
using Vireo.Weights;

namespace Vireo.Training.Tests.Classification;

/// <summary>Runs that learn to be computed in eight bits.</summary>
public sealed class QuantisedTrainingTests : IDisposable
{
    private const int Wide = 150;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private RunConfig Trained(int epochs) => TrainerTests.Config(ShapesData.Create(_folder, train: 64, val: 16)) with
    {
        Model = TinyModels.ResNet,
        Train = new() { Epochs = epochs, BatchSize = 8, ImageSize = TinyModels.Side, Seed = 3, LoaderThreads = 1 },
        Optimizer = new() { Lr = 0.004 }, Ema = new() { Decay = 0.8 }, Checkpoint = new() { EveryEpochs = 100 },
    };

    [Fact]
    public void What_calibration_spoils_is_learned_again()
    {
        var trained = Trained(epochs: 12);
        TrainerTests.Made(trained, _folder["run"]).Trainer.Fit(resume: false);
        var bundle = ModelBundle.Open(_folder["run"]);
        var exact = Loss(bundle);
        Widen(bundle);
        Assert.Equal(exact, Loss(bundle), 1e-3);
        using (var file = File.Create(_folder["wide.safetensors"]))
            SafeTensorsFile.Write(file, ModuleWeights.Entries(bundle.Model.Everything));
        var images = ImageSearch.Find([_folder["data/train"]]);
        var spoilt = PostTrainingQuantisation.Calibrate(bundle, images, CalibrationMethod.MinMax);

        var config = trained with
        {
            Init = new() { Weights = _folder["wide.safetensors"] }, Train = trained.Train with { Epochs = 8 },
            Quant = new() { Mode = QuantMode.Lsq, Calibration = CalibrationMethod.MinMax, Images = images.Count },
            // So far off the ranges have a long way to go.
            Optimizer = new() { Lr = 0.0002, Groups = [new() { Pattern = "quant.**", LrScale = 250 }] },
        };
        TrainerTests.Made(config, _folder["bytes"]).Trainer.Fit(resume: false);
        var learned = ModelBundle.Open(_folder["bytes"]);
        Assert.True(Loss(learned) < 0.75 * Loss(spoilt), $"{Loss(learned)} after {Loss(spoilt)}; {exact} in single precision");
        var narrower = learned.Description.Quantisation!.Ranges.Zip(spoilt.Description.Quantisation!.Ranges)
            .Count(r => r.First.High < 0.7 * r.Second.High);
        Assert.True(narrower > 0, "none of the wide ranges, one in each block, became narrower");
    }

    [Theory, InlineData("resnet18"), InlineData("mobilenet_v3_small")]
    public void Models_of_the_zoo_round_as_their_plans_and_files_do(string name)
    {
        var model = ModelBundle.OfZoo(name, classes: 4, imageSize: 32).Model;
        Shape shape = [2, 3, 32, 32];
        var images = Tensor.Placeholder(shape);
        var rng = new Rng(8);
        var pixels = Tensor.From([.. Enumerable.Range(0, (int)shape.Count).Select(_ => rng.Normal())], shape);
        var calibrator = new Calibrator(images, model.Call(images, Pass.Inference()));
        calibrator.Observe(pixels);
        var table = calibrator.Finish(CalibrationMethod.MinMax);
        long[] some = [1, 2];
        var labels = Tensor.From<long>(some);

        var network = new FakeQuantised(model, images.Shape);
        network.Begin(table);
        var loss = network.Call(images, Pass.Training()).CrossEntropy(labels);
        var gradients = Gradients.Of(loss, [.. network.Parameters.Select(p => p.Variable.Value)]);
        var learned = Precision.Int8(network.Table);
        PageTests.Holds("quantisation.md", [.. File.ReadAllLines(PageTests.Source("QuantisedTrainingTests.cs"))]);

        var all = Engine.Compile([images], [.. gradients.Select(g => g.Abs().Sum())]).Run(pixels);
        Assert.All(all, g => Assert.True(double.IsFinite(g.ToScalar())));
        Assert.True(all.Count(g => g.ToScalar() > 0) > 0.95 * all.Count);

        var output = model.Call(images, Pass.Inference());
        float[] Run(Tensor y, Precision? precision = null) =>
            Engine.Compile([images], [y], precision: precision).Run(pixels)[0].ToArray<float>();
        var (single, simulated) = (Run(output), Run(network.Call(images, Pass.Inference())));
        double Mean(float[] other) => simulated.Zip(other).Average(p => Math.Abs(p.First - p.Second));
        Assert.True(Mean(Run(QuantisedGraph.Of(images, output, network.Table))) < 0.5 * Mean(single));
        Assert.True(Mean(Run(output, learned)) < 1.5 * Mean(single));
    }

    [Fact]
    public void A_run_stopped_in_an_epoch_goes_on_to_the_same_weights_and_ranges()
    {
        var config = Trained(epochs: 1) with
        {
            Quant = new() { Mode = QuantMode.Pact, Calibration = CalibrationMethod.Mean, Images = 5 },
        };
        TrainerTests.Made(config, _folder["whole"]).Trainer.Fit(resume: false);
        using var cancel = new CancellationTokenSource();
        var steps = 0;
        var (first, _) = TrainerTests.Made(config, _folder["run"], progress: p =>
        {
            if (p.Phase == TrainingPhase.Training && ++steps == 3) cancel.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => first.Fit(resume: false, cancel.Token));
        byte[] Saved(string run, string file) =>
            File.ReadAllBytes(RunFolder.Open(_folder[run]).OpenCheckpoints(3, _ => { }).LatestValid()![file]);
        var begun = Saved("run", "beside.safetensors");
        TrainerTests.Made(config, _folder["run"], RunMode.Resume).Trainer.Fit(resume: true);
        string[] files =
        [
            "model.safetensors", "average.safetensors", "optimizer.safetensors", "beside.safetensors",
            "beside_average.safetensors",
        ];
        foreach (var file in files) Assert.Equal(Saved("whole", file), Saved("run", file));
        Assert.NotEqual(begun, Saved("run", "beside.safetensors"));
        Assert.NotEqual(Saved("run", "beside_average.safetensors"), Saved("run", "beside.safetensors"));
    }

    [Fact]
    public void Weights_come_from_runs_and_bundles_and_the_run_predicts_as_it_was_judged()
    {
        var trained = Trained(epochs: 3) with { Ema = new() };
        var (trainer, _) = TrainerTests.Made(trained, _folder["run"]);
        trainer.Fit(resume: false);
        ModelBundle.Open(_folder["run"]).Save(_folder["run.vireo"]);
        var file = _folder["config.yaml"];
        ConfigYaml.WriteFile(file, trained);
        ClassificationRun Open(string output, params string[] overrides) => ClassificationRun.Open(
            new(_folder[output], RunMode.New) { ConfigFile = file, Overrides = overrides }, s_none, _ => { });
        foreach (var name in (string[])["run", "run.vireo"])
        {
            var run = Open($"from {name}", $"init.weights={_folder[name]}", "quant.mode=lsq", "train.precision=auto",
                "quant.calibration=percentile", "quant.images=7");
            Assert.Equal(PrecisionChoice.F32, run.Config.Train.Precision);
            Assert.Contains(run.Plan, line => line.Contains("eight bits by lsq", StringComparison.Ordinal));
            var begun = new Trainer(run.Config, run.Data, RunFolder.Open(run.Path), _ => { });
            Assert.Equal(TrainerTests.Weights(trainer), TrainerTests.Weights(begun));
            if (name == "run") run.Fit();
        }

        Agree(_folder["from run"]);
        string Code(params string[] overrides) => Assert.ThrowsAny<UsageException>(() =>
        {
            var run = Open("refused", overrides);
            _ = new Trainer(run.Config, run.Data, RunFolder.Open(run.Path), _ => { });
        }).Code;
        Assert.Equal("VIR2855", Code("quant.mode=pact"));
        Assert.Equal("VIR3005", Code("quant.mode=lsq", $"init.weights={_folder["run"]}", "train.precision=bf16"));
        Assert.Equal("VIR2856", Code($"init.weights={_folder["run"]}", "model.name=mobilenet_v3_small", "model.channels=[]"));
    }

    /// <summary>A run in eight bits predicts as it was judged, and so do its bundle and its file.</summary>
    private void Agree(string run)
    {
        using var bytes = Predictor.Load(run);
        // The epoch was judged in single precision with rounding; the plan multiplies bytes, and rounds one side of sums.
        var found = bytes.Evaluate(_folder["data"]).Predictions;
        var judged = RunFolder.Open(run).ReadPredictions().ToList();
        foreach (var (before, now) in judged.Zip(found))
        {
            Assert.Equal(before.Path, now.Path);
            if (before.Probability > 0.8) Assert.Equal(before.Predicted, now.Predicted);
        }

        Assert.InRange(judged.Zip(found).Average(p => Math.Abs(p.First.Probability - p.Second.Probability)), 0, 0.1);
        using var single = Predictor.Load(run, precision: PrecisionChoice.F32);
        Assert.NotEqual(Probabilities(found), Probabilities(single.Evaluate(_folder["data"]).Predictions));

        var ranges = bytes.Bundle.Description.Quantisation!;
        Assert.Equal((QuantMode.Lsq, CalibrationMethod.Percentile, 7), (ranges.Learned, ranges.Method, ranges.Images));
        var images = ImageSearch.Find([_folder["data/train"]]);
        var known = PostTrainingQuantisation.Calibrate(bytes.Bundle, images).Description.Quantisation!;
        Assert.Equal(known.Ranges.Select(r => (r.Value, r.Low < 0)), ranges.Ranges.Select(r => (r.Value, r.Low < 0)));
        bytes.Bundle.Save(_folder["bytes.vireo"]);
        using var ofFile = Predictor.Load(_folder["bytes.vireo"]);
        Assert.Equal(ranges.Ranges, ofFile.Bundle.Description.Quantisation!.Ranges);
        Assert.Equal(QuantMode.Lsq, ofFile.Bundle.Description.Quantisation!.Learned);
        Assert.Equal(Probabilities(found), Probabilities(ofFile.Evaluate(_folder["data"]).Predictions));
        OnnxModel.Save(ofFile.Bundle, _folder["bytes.onnx"], raw: true);
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(_folder["bytes.onnx"]));
        Assert.Contains("QuantizeLinear", text, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, string> s_none = [];

    private static double[] Probabilities(IEnumerable<PredictionLine> lines) => [.. lines.Select(p => (double)p.Probability)];

    private double Loss(ModelBundle bundle)
    {
        using var predictor = new Predictor(bundle);
        // Of two classes.
        return predictor.Evaluate(_folder["data"]).Predictions.Average(
            p => -Math.Log(Math.Max(1e-6, p.Predicted == p.Label ? p.Probability : 1 - p.Probability)));
    }

    /// <summary>Makes a channel between the two convolutions of every block wide, and the filters that read it small: the
    /// same answers in single precision, and next to none of the other channels left in bytes.</summary>
    private static void Widen(ModelBundle bundle)
    {
        var all = bundle.Model.Everything.ToDictionary(v => v.Path, v => v.Variable);
        foreach (var path in all.Keys.Where(p => p.EndsWith(".conv2.weight", StringComparison.Ordinal)))
        {
            var norm = path.Replace("conv2.weight", "bn1", StringComparison.Ordinal);
            all[$"{norm}.weight"].Data<float>()[0] *= Wide;
            all[$"{norm}.bias"].Data<float>()[0] *= Wide;
            var (filters, shape) = (all[path], all[path].Shape);
            var (reader, tap) = (shape[1] * shape[2] * shape[3], shape[2] * shape[3]);
            var values = filters.Data<float>();
            for (var i = 0; i < values.Length; i++)
                if (i % reader < tap) values[i] /= Wide;
        }
    }
}
