using System.Globalization;
using Vireo.Bench.Comparison;
using Vireo.Native;

namespace Vireo.Bench;

/// <summary>Whether the time of a training step is linear in the batch: the largest deviation of a step's time from a
/// straight line over the batch sizes, in percent of the line.</summary>
/// <remarks>The line does not go through zero: updates take the same time for any batch.</remarks>
internal static class GrowthBenchmark
{
    public static int Run(string[] args)
    {
        var (size, steps) = (Report.Number(args, "--size", 224), Report.Number(args, "--steps", 10));
        var list = Report.Text(args, "--batches") ?? "4,8,16,32";
        int[] batches = [.. list.Split(',').Select(b => int.Parse(b, CultureInfo.InvariantCulture))];
        double[] times = [.. TrainStepBenchmark.Time(args[0], batches, size, steps).Select(Side.MedianOf)];
        var line = Fit(batches, times);
        var percent = Deviation(batches, times, line);
        var texts = string.Join(',', times.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t:f2}")));
        Console.WriteLine(args.Contains("--json")
            ? string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"model":"{{args[0]}}","batches":[{{list}}],"size":{{size}},"threads":{{Workers.Count}},"""
                + $$""" "step_ms":[{{texts}}],"base_ms":{{line.Base:f2}},"image_ms":{{line.PerImage:f3}},"""
                + $$""" "percent":{{percent:f2}},"version":"{{Report.Version}}"}""")
            : $"{args[0]} at {size}, batches {list}: {texts} ms, {percent:f1} % from {line.Base:f1} ms + "
                + $"{line.PerImage:f2} ms for each image, {Report.Version}");
        return 0;
    }

    /// <summary>The line <c>base + perImage · n</c> with the least sum of squared relative deviations; its base is not
    /// negative.</summary>
    public static (double Base, double PerImage) Fit(IReadOnlyList<int> batches, IReadOnlyList<double> times)
    {
        // Divided by its time, each point asks for a / t + b n / t = 1.
        var (aa, ab, bb, a1, b1) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var (n, t) in batches.Zip(times))
        {
            var (a, b) = (1 / t, n / t);
            (aa, ab, bb, a1, b1) = (aa + a * a, ab + a * b, bb + b * b, a1 + a, b1 + b);
        }

        var determinant = aa * bb - ab * ab;
        var start = determinant > 0 ? (a1 * bb - b1 * ab) / determinant : 0;
        return start > 0 ? (start, (b1 * aa - a1 * ab) / determinant) : (0, b1 / bb);
    }

    /// <summary>The largest deviation from a line, in percent of the line.</summary>
    public static double Deviation(
        IReadOnlyList<int> batches, IReadOnlyList<double> times, (double Base, double PerImage) line) =>
        batches.Zip(times, (n, t) => 100 * Math.Abs(t / (line.Base + line.PerImage * n) - 1)).Max();
}
