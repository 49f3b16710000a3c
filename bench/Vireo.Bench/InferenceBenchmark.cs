using System.Diagnostics;
using Vireo.Layers;
using Vireo.Quantisation;
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
        var y = model.Call(x, Pass.Inference());
        var rng = new Rng(1);
        var pixels = new float[batch * size * size * 3];
        foreach (ref var pixel in pixels.AsSpan()) pixel = rng.Uniform(-2, 2);
        var images = Tensor.FromChannelsLast<float>(pixels, [batch, 3, size, size]);
        var precisions = Report.Precisions(args, () =>
        {
            var calibrator = new Calibrator(x, y);
            calibrator.Observe(images);
            return Precision.Int8(calibrator.Finish(CalibrationMethod.MinMax));
        });
        var several = Array.ConvertAll(precisions, p => Engine.Compile([x], [y], precision: p));

        var times = Array.ConvertAll(several, _ => new List<double>());
        for (var i = 0; i < Warmup + steps; i++)
        {
            for (var k = 0; k < several.Length; k++)
            {
                var start = Stopwatch.GetTimestamp();
                several[k].Run(images);
                if (i >= Warmup) times[k].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        for (var k = 0; k < several.Length; k++)
        {
            if (args.Contains("--explain"))
            {
                foreach (var span in several[k].Profile(images).Spans) Console.WriteLine(span);
                Console.WriteLine(several[k].Summary);
            }

            Report.Print(args, batch, size, times[k], several[k].ArenaBytes, precisions[k]);
        }

        return 0;
    }
}
