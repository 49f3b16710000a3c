using System.Diagnostics;

namespace Vireo.Bench;

/// <summary>Times predictions of a model of the registry on random data.</summary>
internal static class InferenceBenchmark
{
    private const int Warmup = 3;

    public static int Run(string[] args)
    {
        var model = new BenchModel(args);
        var precisions = Report.Precisions(args, () => Precision.Int8(model.Ranges()));
        var several = Array.ConvertAll(
            precisions, p => Engine.Compile([model.Images], [model.Logits], precision: p));
        var steps = Report.Number(args, "--steps", 10);

        var times = Array.ConvertAll(several, _ => new List<double>());
        for (var i = 0; i < Warmup + steps; i++)
        {
            for (var k = 0; k < several.Length; k++)
            {
                var start = Stopwatch.GetTimestamp();
                several[k].Run(model.Drawn);
                if (i >= Warmup) times[k].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        for (var k = 0; k < several.Length; k++)
        {
            if (args.Contains("--explain"))
            {
                foreach (var span in several[k].Profile(model.Drawn).Spans) Console.WriteLine(span);
                Console.WriteLine(several[k].Summary);
            }

            Report.Print(args, model.Batch, model.Size, times[k], several[k].ArenaBytes, precisions[k]);
        }

        return 0;
    }
}
