using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Vireo.Bench.Comparison;

namespace Vireo.Bench;

/// <summary><c>wall NAME -- COMMAND</c>: how long a process takes from its start to its end. The first run, which may
/// have to read its files from disk, does not count.</summary>
internal static class WallBenchmark
{
    public static int Run(string[] args)
    {
        var split = Array.IndexOf(args, "--");
        if (split < 0 || split == args.Length - 1)
        {
            Console.Error.WriteLine("wall wants '--' and a command.");
            return 2;
        }

        var (options, command) = (args[..split], args[(split + 1)..]);
        var times = new List<double>();
        var last = "";
        for (var i = 0; i <= Report.Number(options, "--steps", 5); i++)
        {
            var start = Stopwatch.GetTimestamp();
            if (Output(command) is not { } line) return 1;
            if (i > 0) times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            last = line;
        }

        var (median, version) = (Side.MedianOf(times), VersionIn(last) ?? $"Vireo {VireoVersion.Text}, {args[0]}");
        Console.WriteLine(options.Contains("--json")
            ? string.Create(CultureInfo.InvariantCulture, $$"""
                {"seconds":{{median:f4}},"runs":{{times.Count}},"version":"{{version}}"}
                """)
            : $"{median:f3} s, median of {times.Count}, {version}");
        return 0;
    }

    /// <summary>The last line that a command prints; null, and a word on why, when it fails.</summary>
    private static string? Output(string[] command)
    {
        try
        {
            var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
            using var process = Process.Start(info) ?? throw new InvalidOperationException("No process was started.");
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) return output.TrimEnd().Split('\n')[^1];
            Console.Error.WriteLine($"'{command[0]}' ended with {process.ExitCode}.");
        }
        catch (Win32Exception e)
        {
            Console.Error.WriteLine($"'{command[0]}' cannot be started: {e.Message}");
        }

        return null;
    }

    /// <summary>A command that knows its version says so in a JSON object; ours is known here.</summary>
    private static string? VersionIn(string line)
    {
        if (line is not ['{', .., '}']) return null;
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty("version", out var version) ? version.GetString() : null;
    }
}
