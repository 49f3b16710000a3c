using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Runs;
using Vireo.Vision.Imaging;
using Xunit.Abstractions;

namespace Vireo.Training.Tests.Bundles;

/// <summary>Memory of the process is a figure of the process: nothing else runs beside what measures it.</summary>
[CollectionDefinition("memory", DisableParallelization = true)]
public sealed class MemoryCollection;

/// <summary>
/// One predictor asked by eight threads at once. <c>VIREO_SOAK</c> asks for more predictions than a test has time for.
/// </summary>
[Collection("memory")]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Threads = 8, Rounds = 4, Predictions = 1600;
    private const long MostGrowth = 32L << 20;

    [Fact]
    public void Eight_threads_get_the_same_bits_and_memory_stays_flat()
    {
        using var folder = new TemporaryFolder();
        ModelBundle.OfZoo("resnet18", 3, 32).Save(folder["zoo.vireo"]);
        using var predictor = Predictor.Load(folder["zoo.vireo"]);
        var images = Enumerable.Range(0, 4).Select(i => Picture((ulong)i)).ToArray();
        var expected = images.Select(image => predictor.Predict(image).Top).ToArray();
        Assert.NotEqual(expected[0], expected[1]);
        var all = int.TryParse(Environment.GetEnvironmentVariable("VIREO_SOAK"), out var asked) ? asked : Predictions;

        var resident = new List<long>();
        for (var round = 0; round < Rounds; round++)
        {
            Assert.Equal(0, Differing(predictor, images, expected, all / Rounds / Threads));
            resident.Add(Resident());
        }
        output.WriteLine($"{all} predictions, resident MB a round: {string.Join(", ", resident.Select(b => b >> 20))}");
        // The first round fills the pools of eight threads.
        Assert.InRange(resident[^1] - resident[0], long.MinValue, MostGrowth);
    }

    /// <summary>What the process keeps when the collector has given back what nobody holds.</summary>
    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }

    private static int Differing(
        Predictor predictor, Image[] images, IReadOnlyList<ClassProbability>[] expected, int each)
    {
        var different = 0;
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            for (var i = t; i < t + each; i++)
            {
                var top = predictor.Predict(images[i % images.Length]).Top;
                if (!top.SequenceEqual(expected[i % images.Length])) Interlocked.Increment(ref different);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return different;
    }

    private static Image Picture(ulong seed)
    {
        var rng = new Rng(seed);
        return new(90, 70, 3, [.. Enumerable.Range(0, 90 * 70 * 3).Select(_ => (byte)rng.Below(256))]);
    }
}
