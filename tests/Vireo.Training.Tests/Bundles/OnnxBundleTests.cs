using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Ops;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Augment;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Bundles;

/// <summary>An ONNX file predicts as the bundle it was exported from; others by what is usual or told.</summary>
public sealed class OnnxBundleTests : IDisposable
{
    private const int Side = 32, Classes = 5, Mutations = 60, MetadataBytes = 1200;
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("resnet18", 26, 1)]
    [InlineData("mobilenet_v3_large", 13, 0.06)]
    public void Both_forms_predict_as_the_bundle(string model, int opset, float variance)
    {
        var bundle = ModelBundle.OfZoo(model, Classes, Side).With(d => d with
        {
            Classes = ["ant", "bee", "fly", "moth", "wasp"], Postprocessing = new() { Top = 2, Threshold = 0.01 },
            Preprocessing = d.Preprocessing with
            {
                View = d.Preprocessing.View with { ShorterSide = 40 }, Std = new(0.1f, 0.2f, 0.3f),
            },
            Origin = d.Origin with { TrainHash = "abc", Licence = "CC0-1.0", Step = 7 },
        });
        Liven(bundle, variance);
        OnnxModel.Save(bundle, _folder["raw.onnx"], raw: true, new() { Opset = opset });
        OnnxModel.Save(bundle, _folder["whole.onnx"], raw: false, new() { Opset = opset });
        using var expected = new Predictor(bundle);
        var (first, second) = (expected.Probabilities(Picture(1)), expected.Probabilities(Picture(2)));
        Assert.True(first.Zip(second).Max(p => Math.Abs(p.First - p.Second)) > 1e-3, $"{string.Join(" ", first)}; {string.Join(" ", second)}");

        foreach (var file in (string[])["raw.onnx", "whole.onnx"])
        {
            using var found = Predictor.Load(_folder[file], _notes.Add);
            foreach (var seed in (ulong[])[1, 2])
            {
                Close(expected.Probabilities(Picture(seed)), found.Probabilities(Picture(seed)));
                Assert.Equal(expected.Predict(Picture(seed)).Top.Select(t => t.Class),
                    found.Predict(Picture(seed)).Top.Select(t => t.Class));
            }

            var (a, b) = (bundle.Description, found.Bundle.Description);
            Assert.Equal((a.Model, a.Preprocessing, a.Postprocessing, a.Precision, a.BatchSize),
                (b.Model, b.Preprocessing, b.Postprocessing, b.Precision, b.BatchSize));
            Assert.Equal(("abc", "CC0-1.0", 7), (b.Origin.TrainHash, b.Origin.Licence, b.Origin.Step));
            Assert.Equal(bundle.Model.Parameters.Select(p => p.Path).Order(),
                found.Bundle.Model.Parameters.Select(p => p.Path).Order());
        }

        Assert.Empty(_notes);
    }

    [Fact]
    public void A_file_that_was_read_is_written_in_the_other_form()
    {
        var bundle = ModelBundle.OfZoo("resnet18", Classes, Side);
        OnnxModel.Save(bundle, _folder["raw.onnx"], raw: true);
        OnnxModel.Save(ModelBundle.Open(_folder["raw.onnx"]), _folder["whole.onnx"]);
        using var expected = new Predictor(bundle);
        using var found = Predictor.Load(_folder["whole.onnx"]);
        Close(expected.Probabilities(Picture(1)), found.Probabilities(Picture(1)));

        found.Bundle.Save(_folder["whole.vireo"]);
        using var bundled = Predictor.Load(_folder["whole.vireo"]);
        Assert.Equal(found.Probabilities(Picture(1)), bundled.Probabilities(Picture(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stranger_is_prepared_for_as_told_and_its_softmax_is_not_done_twice(bool softmax)
    {
        var bundle = ModelBundle.OfZoo("resnet18", Classes, Side);
        Stranger(bundle, "net.onnx", x => softmax ? x.Softmax() : x);
        OnnxPreparation told = new() { Mean = new(0.5f, 0.4f, 0.3f), Std = new(0.2f, 0.3f, 0.4f) };
        using var plain = Predictor.Load(_folder["net.onnx"], _notes.Add);
        using var other = Predictor.Load(_folder["net.onnx"], onnx: told with { Classes = ["a", "b", "c", "d", "e"] });

        Close(Truth(bundle, ChannelValues.ImageNetMean, ChannelValues.ImageNetStd), plain.Probabilities(Picture(1)));
        Close(Truth(bundle, told.Mean.Value, told.Std.Value), other.Probabilities(Picture(1)));
        Assert.Equal(["0", "1", "2", "3", "4"], plain.Classes);
        Assert.Equal(["a", "b", "c", "d", "e"], other.Classes);
        var note = Assert.Single(_notes);
        Assert.Contains("32 pixels cut out of 37, mean 0.485 0.456 0.406", note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_predicted_with_is_refused()
    {
        var bundle = ModelBundle.OfZoo("resnet18", Classes, Side);
        Stranger(bundle, "net.onnx", x => x);
        OnnxModel.Save(bundle, _folder["own.onnx"], raw: true);
        string Code(string file, OnnxPreparation? told = null) => Assert.ThrowsAny<VireoException>(
            () => ModelBundle.Open(_folder[file], null, told)).Code;

        Assert.Equal("VIR2843", Code("net.onnx", new() { Classes = ["a"] }));
        Assert.Equal("VIR2843", Code("net.onnx", new() { Size = 64 }));
        Assert.Equal("VIR2843", Code("own.onnx", new() { Size = 32 }));
        bundle.Save(_folder["own.vireo"]);
        Assert.Equal("VIR2843", Code("own.vireo", new() { Size = 32 }));

        Stranger(bundle, "map.onnx", x => x.Reshape([1, Classes, 1, 1]));
        Assert.Equal("VIR2841", Code("map.onnx"));
        var grey = Tensor.Placeholder([1, 1, Side, Side]);
        OnnxExport.Save(_folder["grey.onnx"], [("x", grey)], [("y", grey.Relu())]);
        Assert.Equal("VIR2841", Code("grey.onnx"));

        // Six names for five scores, by the same length of text.
        var bytes = File.ReadAllBytes(_folder["own.onnx"]);
        var at = bytes.AsSpan().IndexOf("[\"0\",\"1\",\"2\",\"3\",\"4\"]"u8);
        "[\"\",\"\",\"\",\"\",\"\",\"4\"]"u8.CopyTo(bytes.AsSpan(at));
        _folder.Add("six.onnx", bytes);
        Assert.Equal("VIR2840", Code("six.onnx"));
        Assert.Equal("VIR2830", Code("missing.onnx"));
    }

    [Fact]
    public void Changed_metadata_are_refused_or_harmless()
    {
        OnnxModel.Save(ModelBundle.OfZoo("mobilenet_v3_small", Classes, Side), _folder["good.onnx"]);
        var good = File.ReadAllBytes(_folder["good.onnx"]);
        var rng = new Rng(5);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = good.ToArray();
            bytes[^(1 + rng.Below(MetadataBytes))] ^= (byte)(1 << rng.Below(8));
            var path = _folder.Add("bad.onnx", bytes);
            try
            {
                Assert.Equal(Classes, ModelBundle.Open(path).Description.Classes.Count);
            }
            catch (BadModelFileException refusal)
            {
                Assert.StartsWith("VIR28", refusal.Code, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Statistics as if learned: with those of fresh layers deep networks answer everything alike.</summary>
    private static void Liven(ModelBundle bundle, float variance)
    {
        var rng = new Rng(4);
        foreach (var (path, variable) in bundle.Model.Everything)
        {
            var isVariance = path.EndsWith("running_var", StringComparison.Ordinal);
            if (!isVariance && !path.EndsWith("running_mean", StringComparison.Ordinal)) continue;
            foreach (ref var value in variable.Data<float>())
                value = isVariance ? variance * rng.Uniform(0.5f, 1.5f) : rng.Uniform(-0.3f, 0.3f);
        }
    }

    private void Stranger(ModelBundle bundle, string name, Func<Tensor, Tensor> end)
    {
        var x = Tensor.Placeholder([1, 3, Side, Side]);
        OnnxExport.Save(_folder[name], [("pixel_values", x)], [("scores", end(bundle.Model.Call(x, Pass.Inference())))]);
    }

    /// <summary>Computed apart from all pipelines: scale, cut, normalise, network, softmax.</summary>
    private static float[] Truth(ModelBundle bundle, ChannelValues mean, ChannelValues std)
    {
        var view = Picture(1).ResizeAndCentreCrop(37, Side);
        float[] means = [mean.R, mean.G, mean.B], deviations = [std.R, std.G, std.B];
        float[] pixels = [.. view.Pixels.ToArray().Select((p, i) => (p / 255f - means[i % 3]) / deviations[i % 3])];
        var x = Tensor.From(pixels, [1, Side, Side, 3]).Transpose(0, 3, 1, 2);
        var scores = bundle.Model.Call(x, Pass.Inference()).ToDoubles();
        var sum = scores.Sum(s => Math.Exp(s - scores.Max()));
        return [.. scores.Select(s => (float)(Math.Exp(s - scores.Max()) / sum))];
    }

    private static void Close(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5));
    }

    private static Image Picture(ulong seed)
    {
        var rng = new Rng(seed);
        return new(90, 70, 3, [.. Enumerable.Range(0, 90 * 70 * 3).Select(_ => (byte)rng.Below(256))]);
    }
}
