using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests;

/// <summary>Small models that answer differently to every picture, without training.</summary>
internal static class LivelyModel
{
    /// <summary>A mobile network with statistics as if learned: with those of fresh layers it answers everything
    /// alike.</summary>
    public static ModelBundle Create(int size, params string[] classes)
    {
        var bundle = ModelBundle.OfZoo("mobilenet_v3_small", classes.Length, size).With(d => d with { Classes = classes });
        var rng = new Rng((ulong)size);
        foreach (var (path, variable) in bundle.Model.Everything)
        {
            var isVariance = path.EndsWith("running_var", StringComparison.Ordinal);
            if (!isVariance && !path.EndsWith("running_mean", StringComparison.Ordinal)) continue;
            foreach (ref var value in variable.Data<float>())
                value = isVariance ? 0.06f * rng.Uniform(0.5f, 1.5f) : rng.Uniform(-0.3f, 0.3f);
        }

        Tell(bundle, Picture(1, 50, 40), Picture(2, 50, 40));
        return bundle;
    }

    /// <summary>A last layer by which two pictures have scores of ±1, ∓2, ±3 and so on.</summary>
    private static void Tell(ModelBundle bundle, Image one, Image other)
    {
        using var predictor = new Predictor(bundle);
        var (a, b) = (predictor.Features(one), predictor.Features(other));
        var square = a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
        Assert.True(square > 0);
        var state = bundle.Model.Parameters.ToDictionary(p => p.Path, p => p.Variable);
        var weight = state["classifier.3.weight"].Data<float>();
        var bias = state["classifier.3.bias"].Data<float>();
        for (var c = 0; c < bias.Length; c++)
        {
            var scale = 2 * (c + 1) * (c % 2 == 0 ? 1 : -1) / square;
            bias[c] = 0;
            for (var i = 0; i < a.Length; i++)
            {
                weight[c * a.Length + i] = scale * (a[i] - b[i]);
                bias[c] -= weight[c * a.Length + i] * (a[i] + b[i]) / 2;
            }
        }
    }

    /// <summary>A picture of a colour, with noise.</summary>
    public static Image Picture(ulong seed, int width, int height)
    {
        var rng = new Rng(seed);
        int[] colour = [rng.Below(156), rng.Below(156), rng.Below(156)];
        return new(width, height, 3,
            [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(colour[i % 3] + rng.Below(100)))]);
    }
}
