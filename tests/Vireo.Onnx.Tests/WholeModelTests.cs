using Vireo.Ops;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Runs;
using Vireo.Vision.Datasets;
using Vireo.Vision.Imaging;
using Interpolation = Vireo.Vision.Imaging.Interpolation;

namespace Vireo.Onnx.Tests;

/// <summary>From pixels to probabilities: what is exported answers as what was trained.</summary>
public sealed class WholeModelTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Width, height: grows, shrinks, thin, thinner than the view, the very size, odd.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 20, 31, 13 }, { 500, 333, 17 }, { 37, 201, 18 }, { 301, 24, 26 }, { 37, 37, 13 }, { 73, 64, 17 }, { 1, 3, 13 },
    };

    [SkippableTheory, MemberData(nameof(Sizes))]
    public void The_preprocessing_in_a_file_is_that_of_the_predictor(int width, int height, int opset)
    {
        OnnxRuntime.Require();
        var bundle = ModelBundle.OfZoo("resnet18", 4, 32);
        OnnxModel.Save(bundle, _folder["model.onnx"], options: new() { Opset = opset });
        Image[] images = [Noise(width, height, 1), Noise(width, height, 2)];

        var found = Run(images);
        using var predictor = new Predictor(bundle);
        for (var i = 0; i < images.Length; i++)
        {
            Check.Close(Doubles(predictor.Probabilities(images[i])), found.AsSpan(4 * i, 4).ToArray(), 1e-5, $"image {i}");
        }
    }

    [SkippableTheory]
    [InlineData(Interpolation.Bilinear, true, 50)]
    [InlineData(Interpolation.Bicubic, true, 20)]
    [InlineData(Interpolation.Lanczos, true, 20)]
    [InlineData(Interpolation.Hamming, false, 20)]
    [InlineData(Interpolation.Box, true, 20)]
    [InlineData(Interpolation.Nearest, false, 20)]
    public void The_preprocessing_gives_the_same_bits_at_many_sizes(Interpolation interpolation, bool antiAlias, int count)
    {
        OnnxRuntime.Require();
        var pipeline = new Vision.Augment.ClassificationTransforms { Size = 28 }.EvalPipeline();
        pipeline = pipeline with
        {
            View = pipeline.View with { Interpolation = interpolation, AntiAlias = antiAlias },
        };
        OnnxExport.SaveBatched(_folder["prelude.onnx"], batch =>
        {
            var x = Tensor.Placeholder([batch, 3, 28, 28]);
            var image = new OnnxInput("image", x)
            {
                Prelude = new(DType.U8, [OnnxExport.Batch, "height", "width", "3"], pipeline.Onnx),
            };
            return new([image], [("pixels", x * 1)]);
        });
        var rng = new Rng(4);
        int Extent(int i) => 1 + rng.Below(i < count / 2 ? 60 : 600);
        var images = Enumerable.Range(0, count).Select(i => Noise(Extent(i), Extent(i), (ulong)i))
            .Append(Noise(32, 32, 99)).ToArray();

        var results = OnnxRuntime.RunAll(_folder.Path, [.. images.Select(image => new RuntimeTask("prelude.onnx", new()
        {
            ["image"] = RuntimeValue.Of(new([1, image.Height, image.Width, 3], DType.U8), Pixels([image])),
        }))]);
        foreach (var (image, result) in images.Zip(results))
        {
            Assert.True(result.Outputs is not null, $"{image.Size}: {result.Error}");
            var expected = new float[3 * 28 * 28];
            pipeline.Write(image, expected);
            var planes = Tensor.From(expected, [28, 28, 3]).Transpose(2, 0, 1).ToDoubles();
            var different = planes.Zip(result.Outputs["pixels"].ToDoubles()).Count(pair => pair.First != pair.Second);
            Assert.True(different == 0, $"{image.Size}: {different} values of {planes.Length} differ");
        }
    }

    [SkippableFact]
    public void A_bundle_with_a_graph_unpacks_to_a_model_that_others_run()
    {
        OnnxRuntime.Require();
        OnnxModel.Save(ModelBundle.OfZoo("mobilenet_v3_small", 4, 32), _folder["raw.onnx"], raw: true);
        ModelBundle.Open(_folder["raw.onnx"]).Save(_folder["net.vireo"]);
        System.IO.Compression.ZipFile.ExtractToDirectory(_folder["net.vireo"], _folder["net"]);

        double[] x = new OpInput([2, 3, 32, 32]).Make(new Rng(1));
        Dictionary<string, RuntimeValue> input = new() { ["input"] = RuntimeValue.Of(new([2, 3, 32, 32], DType.F32), x) };
        Assert.Equal(OnnxRuntime.Run(_folder["raw.onnx"], input)["logits"].ToDoubles(),
            OnnxRuntime.Run(_folder["net/graph.onnx"], input)["logits"].ToDoubles());
        Assert.NotEmpty(OnnxImport.Read(_folder["net/graph.onnx"]).Parameters);
    }

    [SkippableFact]
    public void Another_resize_rule_is_noticed()
    {
        OnnxRuntime.Require();
        var bundle = ModelBundle.OfZoo("resnet18", 4, 32);
        OnnxModel.Save(bundle, _folder["model.onnx"]);
        var image = Noise(200, 150, 1);
        var view = bundle.Description.Preprocessing.View;

        double Difference(Vision.Augment.ResizeAndCentreCrop changed)
        {
            using var predictor = new Predictor(bundle.With(
                d => d with { Preprocessing = d.Preprocessing with { View = changed } }));
            return Doubles(predictor.Probabilities(image)).Zip(Run([image]), (a, b) => Math.Abs(a - b)).Max();
        }

        Assert.InRange(Difference(view), 0, Tolerance);
        Assert.True(Difference(view with { AntiAlias = false }) > 10 * Tolerance);
        Assert.True(Difference(view with { Interpolation = Vision.Imaging.Interpolation.Bicubic }) > Tolerance);
        Assert.True(Difference(view with { ShorterSide = view.ShorterSide + 1 }) > 10 * Tolerance);
    }

    [Theory]
    [InlineData(Interpolation.Bilinear, false, "edges repeat")]
    [InlineData(Interpolation.Lanczos, false, "edges repeat")]
    [InlineData(Interpolation.Area, true, "changes its rule")]
    [InlineData(Interpolation.Nearest, true, "adds up its steps")]
    public void A_view_without_a_form_is_refused_with_the_reason_and_leaves_the_old_file(
        Interpolation interpolation, bool antiAlias, string reason)
    {
        var bundle = ModelBundle.OfZoo("mobilenet_v3_small", 4, 32).With(d => d with
        {
            Preprocessing = d.Preprocessing with
            {
                View = d.Preprocessing.View with { Interpolation = interpolation, AntiAlias = antiAlias },
            },
        });
        var path = _folder.Add("model.onnx", "old");

        var error = Assert.Throws<UsageException>(() => OnnxModel.Save(bundle, path));
        Assert.Equal("VIR2811", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        OnnxModel.Save(bundle, path, raw: true);
    }

    [SkippableFact]
    public void Trainer_plan_and_onnx_runtime_agree_on_photographs_from_their_files_on()
    {
        OnnxRuntime.Require();
        var data = RepositoryFiles.Data("sign-digits");
        Skip.If(data is null, "sign-digits is missing; set VIREO_DATA.");
        var run = Trained(data);
        var bundle = ModelBundle.Open(run);
        var best = RunFolder.Open(run).ReadPredictions().ToList();
        OnnxModel.Save(bundle, _folder["model.onnx"]);
        bundle.Save(_folder["model.vireo"]);
        using var predictor = Predictor.Load(_folder["model.vireo"]);

        var val = DatasetSource.OpenVal(data, bundle.Description.Classes);
        var files = val.Samples.Select(val.FullPath).ToArray();
        var images = Array.ConvertAll(files, f => ImageFile.Read(f).ToImage());
        var found = Run(images);
        var trainer = new TrainerGraph(bundle);
        var classes = bundle.Description.Classes.Count;
        Assert.Equal(160, files.Length);
        for (var i = 0; i < files.Length; i++)
        {
            var plan = predictor.Predict(files[i]);
            var graph = trainer.Run(images[i]);
            var runtime = found.AsSpan(classes * i, classes).ToArray();
            Assert.Equal(best[i].Predicted, plan.Predicted);
            Assert.Equal(plan.Predicted, bundle.Description.Classes[Array.IndexOf(runtime, runtime.Max())]);
            Check.Close(Doubles(predictor.Probabilities(images[i])), runtime, Tolerance, $"{files[i]}: plan, ONNX Runtime");
            Check.Close(Doubles(graph), runtime, Tolerance, $"{files[i]}: trainer, ONNX Runtime");
        }
    }

    private string Trained(string data)
    {
        var request = new RunRequest(_folder["run"], RunMode.New)
        {
            Overrides =
            [
                $"data.train={data}", "model.name=resnet18", "train.epochs=2", "train.batch_size=16",
                "train.image_size=32", "train.seed=1",
            ],
        };
        ClassificationRun.Open(request, new Dictionary<string, string>(), _ => { }).Fit();
        return _folder["run"];
    }

    private static Image Noise(int width, int height, ulong seed)
    {
        var rng = new Rng(seed);
        return new(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(_ => (byte)rng.Below(256))]);
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, static x => (double)x);

    /// <summary>Pictures of one size, as one batch.</summary>
    private double[] Run(Image[] images)
    {
        TensorSpec spec = new([images.Length, images[0].Height, images[0].Width, 3], DType.U8);
        var found = OnnxRuntime.Run(
            _folder["model.onnx"], new() { [OnnxModel.ImageInput] = RuntimeValue.Of(spec, Pixels(images)) });
        return found[OnnxModel.ProbabilityOutput].ToDoubles();
    }

    private static double[] Pixels(IEnumerable<Image> images) =>
        [.. images.SelectMany(image => image.Pixels.ToArray()).Select(p => (double)p)];
}
