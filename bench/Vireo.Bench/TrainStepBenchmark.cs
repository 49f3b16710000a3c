using System.Diagnostics;
using Vireo.Optimizers;
using Vireo.Training.Classification;
using Vireo.Vision.Zoo;

namespace Vireo.Bench;

/// <summary>Times whole training steps (forward, cross-entropy, backward, SGD with momentum) on random images: the
/// other half of <c>bench/peers/torch_train.py</c>.</summary>
internal static class TrainStepBenchmark
{
    private const int Warmup = 3;

    public static int Run(string[] args)
    {
        var (batch, size) = (Report.Number(args, "--batch", 16), Report.Number(args, "--size", 224));
        var precisions = Report.Precisions(args);
        long? arena = Report.Text(args, "--arena") is null ? null : Report.Number(args, "--arena", 0) * 1_000_000L;
        var steps = Array.ConvertAll(precisions, p => Compile(args[0], batch, size, p, arena));
        var (images, labels) = Data(batch, size);
        var times = Time(steps, [.. steps.Select(_ => (images, labels))], Report.Number(args, "--steps", 10));
        for (var i = 0; i < steps.Length; i++)
        {
            if (args.Contains("--explain"))
            {
                foreach (var span in steps[i].Profile(images, labels, 0).Spans) Console.WriteLine(span);
                Console.WriteLine(steps[i].Summary);
            }

            Report.Print(args, batch, size, times[i], steps[i].ArenaBytes, precisions[i]);
        }

        return 0;
    }

    /// <summary>Times of single steps in milliseconds for every batch size, which take turns; those that warm up are
    /// left out.</summary>
    public static List<double>[] Time(string model, int[] batches, int size, int steps) => Time(
        Array.ConvertAll(batches, batch => Compile(model, batch, size, Precision.Single)),
        Array.ConvertAll(batches, batch => Data(batch, size)), steps);

    private static TrainingStep Compile(
        string name, int batch, int size, Precision precision, long? arena = null)
    {
        var model = ModelZoo.Create(name, new() { Classes = 1000 }, seed: 1);
        var optimizer = new Sgd { Momentum = 0.9 };
        optimizer.Rate.Set([0.01]);
        return new(model, optimizer, null, new()
        {
            BatchSize = batch, ImageSize = size, Seed = 1, Precision = precision,
            MemoryBudget = arena is { } bytes ? () => bytes : null,
        });
    }

    private static (float[] Images, int[] Labels) Data(int batch, int size)
    {
        var rng = new Rng(1);
        var images = new float[batch * size * size * 3];
        foreach (ref var pixel in images.AsSpan()) pixel = rng.Uniform(-2, 2);
        var labels = new int[batch];
        foreach (ref var label in labels.AsSpan()) label = rng.Below(1000);
        return (images, labels);
    }

    private static List<double>[] Time(TrainingStep[] several, (float[] Images, int[] Labels)[] data, int steps)
    {
        var times = Array.ConvertAll(several, _ => new List<double>());
        for (var i = 0; i < Warmup + steps; i++)
        {
            for (var k = 0; k < several.Length; k++)
            {
                var start = Stopwatch.GetTimestamp();
                several[k].Run(data[k].Images, data[k].Labels, i);
                if (i >= Warmup) times[k].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return times;
    }
}
