using System.Text.Json;
using Vireo.Layers;
using Vireo.Onnx.Generated;
using Vireo.Ops;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Zoo;

namespace Vireo.Onnx.Tests;

/// <summary>Every model of the registry, as a file, scores in ONNX Runtime as here.</summary>
public sealed class RegistryTests : IDisposable
{
    private const int Side = 64, Classes = 12;
    private readonly TemporaryFolder _folder = new();

    /// <summary>Names of the models.</summary>
    public static TheoryData<string> Models => [.. ModelZoo.Variants.Select(v => v.Name)];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(Models))]
    public void A_model_scores_the_same_for_one_image_and_for_three(string name)
    {
        OnnxRuntime.Require();
        var bundle = Drawn(name);
        OnnxModel.Save(bundle, _folder["raw.onnx"], raw: true);

        var pixels = new OpInput([3, 3, Side, Side]).Make(new Rng(3));
        var found = OnnxRuntime.RunAll(_folder.Path,
        [
            Task("raw.onnx", new([3, 3, Side, Side], DType.F32), pixels),
            Task("raw.onnx", new([1, 3, Side, Side], DType.F32), pixels[..(3 * Side * Side)]),
        ]);

        var images = Tensor.From(Array.ConvertAll(pixels, x => (float)x), [3, 3, Side, Side]);
        var expected = bundle.Model.Call(images, Pass.Inference()).ToDoubles();
        Compare(expected, Logits(found[0]));
        Compare(expected[..Classes], Logits(found[1]));
    }

    /// <summary>From normalised pixels to logits, and from the files on by the three ways.</summary>
    [SkippableTheory, MemberData(nameof(Models))]
    public void A_model_scores_the_same_on_photographs(string name)
    {
        OnnxRuntime.Require();
        var data = RepositoryFiles.Data("sign-digits");
        Skip.If(data is null, "sign-digits is missing; set VIREO_DATA.");
        string[] photos = [.. Directory.EnumerateFiles(Path.Combine(data, "images"), "*.JPG", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Where((_, i) => i % 97 == 0).Take(3)];
        var bundle = Drawn(name);
        OnnxModel.Save(bundle, _folder["raw.onnx"], raw: true, new() { Opset = OnnxExportOptions.NewestOpset });
        OnnxModel.Save(bundle, _folder["whole.onnx"]);

        var pipeline = bundle.Description.Preprocessing;
        var pixels = new float[photos.Length * 3 * Side * Side];
        foreach (var (i, photo) in photos.Index())
            pipeline.Write(pipeline.Decode(photo), pixels.AsSpan(i * 3 * Side * Side, 3 * Side * Side));
        var images = Tensor.From(pixels, [photos.Length, Side, Side, 3]).Transpose(0, 3, 1, 2);
        var wholes = photos.Select(p => pipeline.Decode(p)).Select(image => new RuntimeTask("whole.onnx", new()
        {
            [OnnxModel.ImageInput] = RuntimeValue.Of(new([1, image.Height, image.Width, 3], DType.U8),
                [.. image.Pixels.ToArray().Select(p => (double)p)]),
        }));
        var found = OnnxRuntime.RunAll(_folder.Path, [Task("raw.onnx", images.Spec, images.ToDoubles()), .. wholes]);
        Compare(bundle.Model.Call(images, Pass.Inference()).ToDoubles(), Logits(found[0]));

        using var predictor = new Predictor(bundle);
        var trainer = new TrainerGraph(bundle);
        foreach (var (photo, result) in photos.Zip(found[1..]))
        {
            Assert.True(result.Outputs is not null, result.Error);
            var (graph, plan) = (trainer.Run(pipeline.Decode(photo)), predictor.Probabilities(pipeline.Decode(photo)));
            var runtime = result.Outputs[OnnxModel.ProbabilityOutput].ToDoubles();
            Check.Close(Array.ConvertAll(graph, p => (double)p), runtime, 1e-4, $"{photo}: trainer, ONNX Runtime");
            Check.Close(Array.ConvertAll(plan, p => (double)p), runtime, 1e-4, $"{photo}: plan, ONNX Runtime");
            Assert.Equal(Array.IndexOf(graph, graph.Max()), Array.IndexOf(runtime, runtime.Max()));
        }
    }

    [Fact]
    public void A_file_keeps_the_names_of_parameters_and_tells_what_the_model_is()
    {
        var bundle = Drawn("resnet18").With(d => d with { Origin = d.Origin with { Licence = "MIT" } });
        OnnxModel.Save(bundle, _folder["model.onnx"], options: new() { Opset = 18 });
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["model.onnx"]));

        var names = model.Graph.Initializer.Select(i => i.Name).ToHashSet();
        Assert.Superset(bundle.Model.Everything.Select(v => v.Path)
            .Where(path => !path.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToHashSet(), names);
        Assert.Equal("image: 2 [batch, height, width, 3]", Text(Assert.Single(model.Graph.Input)));
        Assert.Equal($"probabilities: 1 [batch, {Classes}]", Text(Assert.Single(model.Graph.Output)));
        Assert.Equal(18, model.OpsetImport[0].Version);
        var facts = model.MetadataProps.ToDictionary(m => m.Key, m => m.Value);
        Assert.Equal(bundle.Description.Classes, JsonSerializer.Deserialize<string[]>(facts["classes"]));
        Assert.Equal(("resnet18", "MIT"), (facts["model"], facts["licence"]));
        Assert.Equal(VireoVersion.Text, facts["version"]);
        Assert.Equal(Side,
            JsonDocument.Parse(facts["preprocessing"]).RootElement.GetProperty("view").GetProperty("size").GetInt32());
    }

    [SkippableFact]
    public void Large_constants_may_stand_in_a_file_beside_the_model()
    {
        OnnxRuntime.Require();
        var bundle = Drawn("mobilenet_v3_small");
        OnnxModel.Save(bundle, _folder["one.onnx"], raw: true);
        OnnxModel.Save(bundle, _folder["two.onnx"], raw: true, new() { ExternalDataAbove = 100_000 });

        var (whole, model, data) = (Length("one.onnx"), Length("two.onnx"), Length("two.onnx.data"));
        Assert.InRange(model, 1, whole / 5);
        Assert.InRange(model + data, whole * 0.95, whole * 1.05);
        var pixels = new OpInput([1, 3, Side, Side]).Make(new Rng(3));
        TensorSpec spec = new([1, 3, Side, Side], DType.F32);
        var found = OnnxRuntime.RunAll(_folder.Path,
            [Task("one.onnx", spec, pixels), Task("two.onnx", spec, pixels)]);
        Assert.Equal(Logits(found[0]), Logits(found[1]));
    }

    internal static void Compare(double[] expected, double[] found)
    {
        var scale = expected.Max(Math.Abs);
        Assert.True(expected.Max() - expected.Min() > 0.1 * scale, "the scores are alike: nothing would be noticed");
        Check.Close(Array.ConvertAll(expected, s => s / scale), Array.ConvertAll(found, s => s / scale), 1e-4,
            "logits, the greatest as one");
        foreach (var (row, truth) in expected.Chunk(Classes).Index())
        {
            Assert.Equal(Best(truth), Best(found.AsSpan(row * Classes, Classes)));
        }
    }

    private static int Best(ReadOnlySpan<double> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++) best = scores[i] > scores[best] ? i : best;
        return best;
    }

    // As they are at the start, means of zero and variances of one, statistics would hide mistakes; and so would scores
    // that hardly depend on the image.
    private static ModelBundle Drawn(string name)
    {
        var bundle = ModelBundle.OfZoo(name, Classes, Side);
        ModelTests.FillStatistics(bundle.Model);
        return bundle;
    }

    private static RuntimeTask Task(string model, TensorSpec spec, double[] values) =>
        new(model, new() { [OnnxModel.RawInput] = RuntimeValue.Of(spec, values) });

    private static double[] Logits(RuntimeResult result)
    {
        Assert.True(result.Outputs is not null, result.Error);
        return result.Outputs[OnnxModel.RawOutput].ToDoubles();
    }

    private static string Text(ValueInfoProto value) =>
        $"{value.Name}: {value.Type.TensorType.ElemType} [{string.Join(", ", value.Type.TensorType.Shape.Dim.Select(
            d => d.HasDimParam ? d.DimParam : $"{d.DimValue}"))}]";

    private long Length(string name) => new FileInfo(_folder[name]).Length;
}
