using System.Globalization;
using Vireo.Bench.Comparison;
using Vireo.Native;

namespace Vireo.Bench;

/// <summary>Whether the time of a training step grows with the batch: the largest deviation of the time for one image
/// from its median over the batch sizes, in percent.</summary>
internal static class GrowthBenchmark
{
    public static int Run(string[] args)
    {
        var (size, steps) = (Report.Number(args, "--size", 224), Report.Number(args, "--steps", 10));
        var list = Report.Text(args, "--batches") ?? "4,8,16,32";
        int[] batches = [.. list.Split(',').Select(b => int.Parse(b, CultureInfo.InvariantCulture))];
        var perImage = new double[batches.Length];
        for (var i = 0; i < batches.Length; i++)
        {
            perImage[i] = Side.MedianOf(TrainStepBenchmark.Time(args[0], batches[i], size, steps)) / batches[i];
            // The memory of a step that is gone goes back before the next one is timed.
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var percent = Deviation(perImage);
        var times = string.Join(',', perImage.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t:f3}")));
        Console.WriteLine(args.Contains("--json")
            ? string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"model":"{{args[0]}}","batches":[{{list}}],"size":{{size}},"threads":{{Workers.Count}},"""
                + $$""" "image_ms":[{{times}}],"percent":{{percent:f2}},"version":"{{Report.Version}}"}""")
            : $"{args[0]} at {size}, batches {list}: {times} ms for an image, {percent:f1} % apart, {Report.Version}");
        return 0;
    }

    /// <summary>The largest deviation from the median, in percent of the median.</summary>
    public static double Deviation(IReadOnlyList<double> values)
    {
        var median = Side.MedianOf(values);
        return 100 * values.Max(value => Math.Abs(value - median)) / median;
    }
}
