using System.Security.Cryptography;
using Vireo.Native;
using Vireo.Optimizers;
using Vireo.Training.Classification;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Probes;

/// <summary>A hash of everything a few steps of learning leave behind, for several numbers of threads.</summary>
internal static class StepProbe
{
    /// <summary>Numbers of threads, in the order of the hashes.</summary>
    public static readonly int[] Threads = [1, 2, 4, 2];

    public static IEnumerable<string> Run(Precision precision)
    {
        foreach (var threads in Threads)
        {
            Workers.Count = threads;
            yield return Hash(precision);
        }
    }

    private static string Hash(Precision precision)
    {
        var model = ModelZoo.Create("mobilenet_v3_small", new() { Classes = 5, Dropout = 0.3, DropPath = 0.2 }, seed: 4);
        var optimizer = new Adam { WeightDecay = 0.01, DecoupledDecay = true };
        var average = new MovingAverage(model.Everything, 0.99);
        var step = new TrainingStep(model, optimizer, average, new()
        {
            BatchSize = 4, ImageSize = 32, Seed = 9, LabelSmoothing = 0.1, GradientClip = 5,
            Precision = precision,
        });
        optimizer.Rate.Set([0.002]);
        var rng = new Rng(3);
        for (var i = 0; i < 3; i++)
        {
            var images = new float[4 * 3 * 32 * 32];
            foreach (ref var pixel in images.AsSpan()) pixel = rng.Normal();
            step.Run(images, [0, 1, 2, 3], i);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, variable) in model.Everything.Concat(optimizer.State).Concat(average.State))
        {
            foreach (var value in variable.ToDoubles()) hash.AppendData(BitConverter.GetBytes(value));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
