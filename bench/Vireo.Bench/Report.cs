using System.Diagnostics;
using System.Globalization;
using Vireo.Bench.Comparison;
using Vireo.Native;

namespace Vireo.Bench;

/// <summary>What the commands share: their options and the line they print.</summary>
internal static class Report
{
    /// <summary>Name and version of what is measured.</summary>
    public static string Version { get; } =
        $"Vireo {VireoVersion.Text}, {(OneDnn.IsAvailable ? $"oneDNN {OneDnn.Version}" : "managed kernels")}";

    /// <summary>The whole number behind an option.</summary>
    public static int Number(string[] args, string name, int fallback) =>
        Text(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;

    /// <summary>The word behind an option; null when it is not given.</summary>
    public static string? Text(string[] args, string name)
    {
        var place = Array.IndexOf(args, name);
        return place < 0 ? null : args[place + 1];
    }

    /// <summary>What <c>--precision</c> asks for; several are measured in turn.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="calibrated">Makes what <c>int8</c> is; null where that cannot be measured.</param>
    /// <exception cref="ArgumentException">A word is none.</exception>
    public static Precision[] Precisions(string[] args, Func<Precision>? calibrated = null) =>
        [.. (Text(args, "--precision") ?? "f32").Split(',').Select(word => word switch
        {
            "f32" => Precision.Single,
            "bf16" => Precision.Brain,
            "auto" => Precision.Automatic,
            "int8" when calibrated is not null => calibrated(),
            _ => throw new ArgumentException(
                $"--precision takes f32, bf16, auto or, for predictions, int8, not '{word}'"),
        })];

    /// <summary>Prints the median of the times as a line, or as JSON with <c>--json</c>.</summary>
    public static void Print(
        string[] args, int batch, int size, List<double> milliseconds, long arena, Precision? precision = null)
    {
        var median = Side.MedianOf(milliseconds);
        var (rate, peak) = (batch / median * 1000, PeakMegabytes());
        Console.WriteLine(args.Contains("--json")
            ? string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"model":"{{args[0]}}","batch":{{batch}},"size":{{size}},"threads":{{Workers.Count}},"""
                + $$""" "precision":"{{precision ?? Precision.Single}}","""
                + $$""" "images_per_second":{{rate:f2}},"step_ms_median":{{median:f2}},"""
                + $$""" "peak_mb":{{peak:f1}},"version":"{{Version}}"}""")
            : $"{args[0]} {precision ?? Precision.Single} batch {batch} at {size}: {median:f1} ms "
                + $"(least {milliseconds.Min():f1}), {rate:f1} images/s, arena {arena / 1e6:f0} MB, "
                + $"peak {peak:f0} MB, {Version}");
    }

    /// <summary>The most memory that this process has had resident, in MB of 10^6 bytes.</summary>
    public static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return PeakMegabytes(process.Id) ?? process.PeakWorkingSet64 / 1e6;
    }

    /// <summary>The same of another process; null where the system does not tell, as of one that has ended.</summary>
    public static double? PeakMegabytes(int process)
    {
        string? line;
        try
        {
            line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return null;
        }

        if (line is null) return null;
        var kilobytes = line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal);
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
