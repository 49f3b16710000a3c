using System.Diagnostics;
using System.Globalization;
using Vireo.Native;
using Vireo.Optimizers;
using Vireo.Training.Classification;
using Vireo.Vision.Zoo;

namespace Vireo.Bench;

/// <summary>Times whole training steps (forward, cross-entropy, backward, SGD with momentum) on random images: the other
/// half of <c>bench/peers/torch_train.py</c>.</summary>
internal static class TrainStepBenchmark
{
    private const int Warmup = 3;

    public static int Run(string[] args)
    {
        var (batch, size, steps) = (Number(args, "--batch", 16), Number(args, "--size", 224), Number(args, "--steps", 10));
        var model = ModelZoo.Create(args[0], new() { Classes = 1000 }, seed: 1);
        var optimizer = new Sgd { Momentum = 0.9 };
        optimizer.Rate.Set([0.01]);
        var step = new TrainingStep(model, optimizer, null, new() { BatchSize = batch, ImageSize = size, Seed = 1 });
        var rng = new Rng(1);
        var images = new float[batch * size * size * 3];
        foreach (ref var pixel in images.AsSpan()) pixel = rng.Uniform(-2, 2);
        var labels = new int[batch];
        foreach (ref var label in labels.AsSpan()) label = rng.Below(1000);

        var times = new List<double>();
        for (var i = 0; i < Warmup + steps; i++)
        {
            var start = Stopwatch.GetTimestamp();
            step.Run(images, labels, i);
            if (i >= Warmup) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        if (args.Contains("--explain"))
        {
            var lines = step.Explain().Zip(step.Measure(images, labels, 0));
            foreach (var (line, time) in lines) Console.WriteLine($"{time.TotalMilliseconds,9:f3} ms  {line}");
        }

        times.Sort();
        Print(args, batch, size, times[times.Count / 2], step.ArenaBytes);
        return 0;
    }

    private static void Print(string[] args, int batch, int size, double median, long arena)
    {
        var rate = batch / median * 1000;
        var version = OneDnn.IsAvailable ? $"vireo 0.1.0, oneDNN {OneDnn.Version}" : "vireo 0.1.0, managed";
        Console.WriteLine(args.Contains("--json")
            ? string.Create(CultureInfo.InvariantCulture, $$"""
                {"model":"{{args[0]}}","batch":{{batch}},"size":{{size}},"threads":{{Workers.Count}},"images_per_second":{{rate:f2}},"step_ms_median":{{median:f2}},"version":"{{version}}"}
                """)
            : $"{args[0]} batch {batch} at {size}: {median:f1} ms, {rate:f1} images/s, arena {arena / 1e6:f0} MB, {version}");
    }

    private static int Number(string[] args, string name, int fallback)
    {
        var place = Array.IndexOf(args, name);
        return place < 0 ? fallback : int.Parse(args[place + 1], CultureInfo.InvariantCulture);
    }
}
