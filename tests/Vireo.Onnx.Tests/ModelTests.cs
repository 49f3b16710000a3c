using Vireo.Layers;
using Vireo.Ops;
using Vireo.Testing;
using Vireo.Vision.Zoo;

namespace Vireo.Onnx.Tests;

/// <summary>Whole models give the same numbers in ONNX Runtime as here.</summary>
public sealed class ModelTests
{
    [SkippableFact]
    public void A_small_net_gives_the_same_probabilities()
    {
        var net = new Sequential(
            new ConvNormActivation(3, 7, kernel: 3, stride: 2), new MaxPool(3, new(2, 1), ceilMode: true),
            new ConvNormActivation(7, 14, groups: 7, activation: ActivationKind.HardSwish), new GlobalAveragePool(),
            new Linear(14, 5));

        Compare(net, [3, 3, 19, 22], logits => logits.Softmax(), 1e-6);
    }

    [SkippableFact]
    public void A_model_of_the_zoo_gives_the_same_scores() =>
        Compare(ModelZoo.Create("mobilenet_v3_small", new() { Classes = 10 }), [2, 3, 96, 96], logits => logits, 1e-4);

    private static void Compare(Module model, Shape shape, Func<Tensor, Tensor> head, double tolerance)
    {
        OnnxRuntime.Require();
        model.Initialise(new Rng(1));
        FillStatistics(model);
        var pixels = new OpInput(shape).Make(new Rng(3));
        var image = Tensor.From(Array.ConvertAll(pixels, x => (float)x), shape);
        using var folder = new TemporaryFolder();
        var path = folder["model.onnx"];

        // Any tensor can be the input of the file: what came before it is cut off.
        var scores = head(model.Call(image, Pass.Inference()));
        OnnxExport.Save(path, [("image", image)], [("scores", scores)]);

        var found = OnnxRuntime.Run(path, new() { ["image"] = RuntimeValue.Of(image.Spec, pixels) })["scores"];
        Assert.Equal([.. scores.Shape], found.Extents);
        var expected = scores.ToDoubles();
        var scale = expected.Max(Math.Abs);
        Assert.True(expected.Max() - expected.Min() > 0.1 * scale, "the scores are alike: nothing would be noticed");
        Check.Close(
            Array.ConvertAll(expected, s => s / scale), Array.ConvertAll(found.ToDoubles(), s => s / scale), tolerance,
            "scores, the greatest as one");
    }

    // As they are at the start, means of zero and variances of one, they would hide mistakes.
    internal static void FillStatistics(Module model)
    {
        var rng = new Rng(2);
        foreach (var (path, variable) in model.Buffers)
        {
            var isVariance = path.EndsWith("var", StringComparison.Ordinal);
            var values = new OpInput(variable.Shape) { Low = isVariance ? 0.5 : -0.3, High = isVariance ? 1.5 : 0.3 };
            variable.Set(values.Make(rng));
        }
    }
}
