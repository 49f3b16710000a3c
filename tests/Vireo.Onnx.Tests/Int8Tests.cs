using Vireo.Layers;
using Vireo.Quantisation;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Compression;
using Vireo.Vision.Imaging;

namespace Vireo.Onnx.Tests;

/// <summary>Models in eight bits in ONNX Runtime.</summary>
public sealed class Int8Tests : IDisposable
{
    private const int Size = 32, Batch = 3;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v3_small")]
    public void An_exported_model_rounds_as_the_graph_and_the_plan_do(string name)
    {
        OnnxRuntime.Require();
        var bundle = PostTrainingQuantisation.Calibrate(
            ModelBundle.OfZoo(name, 6, Size), [Photo("a.png", 1), Photo("b.png", 2)], CalibrationMethod.MinMax);
        var path = _folder["model.onnx"];
        OnnxModel.Save(bundle, path, raw: true);
        var weights = bundle.Model.Parameters.Sum(p => 4 * p.Variable.Spec.Shape.Count);
        Assert.True(new FileInfo(path).Length < 0.75 * weights, $"{new FileInfo(path).Length} of {weights}");

        Shape shape = [Batch, 3, Size, Size];
        var rng = new Rng(7);
        var pixels = new float[shape.Count];
        foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1.5f, 1.5f);
        var x = Tensor.Placeholder(shape);
        var logits = bundle.Model.Call(x, Pass.Inference());
        var table = bundle.Description.Quantisation!.Table;
        var image = Tensor.From<float>(pixels, shape);
        var graph = Numbers(Engine.Compile([x], [QuantisedGraph.Of(x, logits, table)]));
        var plan = Numbers(Engine.Compile([x], [logits], precision: Precision.Int8(table)));
        var single = Numbers(Engine.Compile([x], [logits]));
        var found = OnnxRuntime.Run(path, new() { ["input"] = RuntimeValue.Of(
            image.Spec, Array.ConvertAll(pixels, v => (double)v)) })["logits"].ToDoubles();

        // Numbers between two bytes may be rounded either way, and each way goes on through all layers.
        var scale = single.Max(Math.Abs);
        var (own, rounding) = (Mean(found, graph), Mean(single, graph));
        Assert.True(own < 0.5 * rounding, $"off by {own}, rounding takes {rounding} of {scale}");
        Assert.True(Mean(plan, graph) < 2 * rounding, $"the plan is off by {Mean(plan, graph)} of {scale}");

        double[] Numbers(CompiledStep step) => Array.ConvertAll(step.Run(image)[0].ToArray<float>(), v => (double)v);
    }

    private static double Mean(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    private string Photo(string name, ulong seed)
    {
        var rng = new Rng(seed);
        var pixels = new byte[40 * 48 * 3];
        foreach (ref var p in pixels.AsSpan()) p = (byte)rng.Below(256);
        return _folder.Add(name, ImageFile.EncodePng(new Image(48, 40, 3, pixels)));
    }
}
