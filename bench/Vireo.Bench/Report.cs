using System.Globalization;
using Vireo.Native;

namespace Vireo.Bench;

/// <summary>What the commands share: their options and the line they print.</summary>
internal static class Report
{
    /// <summary>The whole number behind an option.</summary>
    public static int Number(string[] args, string name, int fallback)
    {
        var place = Array.IndexOf(args, name);
        return place < 0 ? fallback : int.Parse(args[place + 1], CultureInfo.InvariantCulture);
    }

    /// <summary>Prints the median of the times as a line, or as JSON with <c>--json</c>.</summary>
    public static void Print(string[] args, int batch, int size, List<double> milliseconds, long arena)
    {
        milliseconds.Sort();
        var median = milliseconds[milliseconds.Count / 2];
        var rate = batch / median * 1000;
        var version = OneDnn.IsAvailable ? $"vireo 0.1.0, oneDNN {OneDnn.Version}" : "vireo 0.1.0, managed";
        Console.WriteLine(args.Contains("--json")
            ? string.Create(CultureInfo.InvariantCulture, $$"""
                {"model":"{{args[0]}}","batch":{{batch}},"size":{{size}},"threads":{{Workers.Count}},"images_per_second":{{rate:f2}},"step_ms_median":{{median:f2}},"version":"{{version}}"}
                """)
            : $"{args[0]} batch {batch} at {size}: {median:f1} ms, {rate:f1} images/s, arena {arena / 1e6:f0} MB, {version}");
    }
}
