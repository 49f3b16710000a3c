using System.Diagnostics;
using Vireo.Layers;
using Vireo.Vision.Zoo;

namespace Vireo.Bench;

/// <summary>Times predictions of a model of the registry on random data.</summary>
internal static class InferenceBenchmark
{
    private const int Warmup = 3;

    public static int Run(string[] args)
    {
        var (batch, size) = (Report.Number(args, "--batch", 16), Report.Number(args, "--size", 224));
        var steps = Report.Number(args, "--steps", 10);
        var model = ModelZoo.Create(args[0], new() { Classes = 1000 }, seed: 1);
        var x = Tensor.Placeholder([batch, 3, size, size]);
        var step = Engine.Compile([x], [model.Call(x, Pass.Inference())]);
        var rng = new Rng(1);
        var pixels = new float[batch * size * size * 3];
        foreach (ref var pixel in pixels.AsSpan()) pixel = rng.Uniform(-2, 2);
        var images = Tensor.FromChannelsLast<float>(pixels, [batch, 3, size, size]);

        var times = new List<double>();
        for (var i = 0; i < Warmup + steps; i++)
        {
            var start = Stopwatch.GetTimestamp();
            step.Run(images);
            if (i >= Warmup) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        if (args.Contains("--explain"))
        {
            foreach (var span in step.Profile(images).Spans) Console.WriteLine(span);
        }

        Report.Print(args, batch, size, times, step.ArenaBytes);
        return 0;
    }
}
