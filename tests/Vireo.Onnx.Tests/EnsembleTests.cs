using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Imaging;

namespace Vireo.Onnx.Tests;

/// <summary>Models that answer together, as one file of another runtime.</summary>
public sealed class EnsembleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void An_exported_ensemble_says_in_onnx_runtime_what_its_members_say_together()
    {
        OnnxRuntime.Require();
        var ensemble = Ensemble();
        OnnxModel.Save(ensemble, _folder["both.onnx"]);
        Image[] images = [Picture(100, 70, 1), Picture(100, 70, 2)];

        TensorSpec spec = new([2, 70, 100, 3], DType.U8);
        var found = OnnxRuntime.Run(_folder["both.onnx"], new()
        {
            [OnnxModel.ImageInput] = RuntimeValue.Of(
                spec, [.. images.SelectMany(image => image.Pixels.ToArray()).Select(p => (double)p)]),
        });
        Assert.Equal([OnnxModel.ProbabilityOutput], found.Keys);
        var probabilities = found[OnnxModel.ProbabilityOutput].ToDoubles();

        // Each member alone, joined by hand: a, b and c are the second's 1, 2 and 0.
        using var first = new Predictor(ensemble.Members[0]);
        using var second = new Predictor(ensemble.Members[1]);
        int[] places = [1, 2, 0];
        for (var i = 0; i < images.Length; i++)
        {
            var (p, q) = (first.Probabilities(images[i]), second.Probabilities(images[i]));
            Check.Close([.. places.Select((place, c) => 2.0 / 3 * p[c] + 1.0 / 3 * q[place])],
                probabilities.AsSpan(3 * i, 3).ToArray(), 1e-5, $"image {i}");
        }

        Assert.NotEqual(probabilities[0], probabilities[3], 1e-3);
    }

    private static ModelEnsemble Ensemble() => new(
        [Model("resnet18", 32, "a", "b", "c"), Model("resnet18", 24, "c", "a", "b")], [2, 1]);

    private static ModelBundle Model(string name, int size, params string[] classes) =>
        ModelBundle.OfZoo(name, classes.Length, size).With(d => d with { Classes = classes });

    private static Image Picture(int width, int height, ulong seed)
    {
        var rng = new Rng(seed);
        int[] colour = [rng.Below(156), rng.Below(156), rng.Below(156)];
        return new(width, height, 3,
            [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(colour[i % 3] + rng.Below(100)))]);
    }
}
