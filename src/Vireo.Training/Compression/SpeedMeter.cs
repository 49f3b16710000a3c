using System.Diagnostics;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;

namespace Vireo.Training.Compression;

/// <summary>Measures models in turns, one run of each after the other, so that whatever else the machine does is borne
/// by all alike.</summary>
internal static class SpeedMeter
{
    /// <summary>Images of a run that measures throughput.</summary>
    public const int Batch = 16;

    private const int WarmUp = 10, FewestRounds = 20, MostRounds = 300, BatchWarmUp = 2, FewestBatches = 5;
    private const int MostBatches = 25;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The speed of each model, in the type that it computes in by itself.</summary>
    /// <param name="models">The models.</param>
    /// <param name="progress">Told how many rounds of how many are done.</param>
    /// <param name="cancellation">Stops early.</param>
    public static IReadOnlyList<ModelSpeed> InTurns(
        IReadOnlyList<ModelBundle> models, Action<int, int>? progress, CancellationToken cancellation)
    {
        const int all = MostRounds + MostBatches;
        var single = Times(models, 1, WarmUp, FewestRounds, MostRounds, i => progress?.Invoke(i, all), cancellation);
        var many = Times(models, Batch, BatchWarmUp, FewestBatches, MostBatches,
            i => progress?.Invoke(MostRounds + i, all), cancellation);
        return [.. single.Zip(many, (one, more) => ModelSpeed.Of(one, more, Batch))];
    }

    /// <returns>Milliseconds of every run of every model.</returns>
    private static List<double>[] Times(
        IReadOnlyList<ModelBundle> models, int batch, int warmUp, int fewest, int most, Action<int> progress,
        CancellationToken cancellation)
    {
        EvaluationStep[] steps = [.. models.Select(m => new EvaluationStep(
            m.Model, batch, m.Description.Preprocessing.Size, m.Description.PrecisionForSteps))];
        var images = models.Select(m => Noise(batch, m.Description.Preprocessing.Size)).ToArray();
        List<double>[] times = [.. models.Select(_ => new List<double>())];
        var begin = Stopwatch.GetTimestamp();
        for (var round = -warmUp; round < most; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (round >= fewest && Stopwatch.GetElapsedTime(begin) > Patience) break;
            for (var i = 0; i < steps.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                steps[i].Run(images[i], batch);
                if (round >= 0) times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            progress(Math.Max(0, round + 1));
        }

        return times;
    }

    private static float[] Noise(int batch, int size)
    {
        var rng = new Rng(1);
        var pixels = new float[3 * batch * size * size];
        foreach (ref var pixel in pixels.AsSpan()) pixel = rng.Normal();
        return pixels;
    }
}
