using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Vireo.Vision.Imaging;
using Vireo.Vision.Zoo;

namespace Vireo.Bench;

/// <summary><c>forecast -- VIREO</c>: what <c>vireo info</c> foretells beside what a training and an evaluation then
/// take, as a table.</summary>
internal static class ForecastBenchmark
{
    private const int Batches = 12;

    /// <summary>A figure, foretold and measured.</summary>
    public readonly record struct Pair(double Foretold, double Measured)
    {
        /// <summary>How far off the forecast is, 0.1 for a tenth too much.</summary>
        public double Error => Foretold / Measured - 1;

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Foretold:0.#} | {Measured:0.#} | {100 * Error:+0.0;-0.0} %");
    }

    public static int Run(string[] args)
    {
        var split = Array.IndexOf(args, "--");
        if (split < 0 || split == args.Length - 1)
        {
            Console.Error.WriteLine("forecast wants '--' and the command that is vireo.");
            return 2;
        }

        var (options, vireo) = (args[..split], args[(split + 1)..]);
        var (batch, size) = (Report.Number(options, "--batch", 8), Report.Number(options, "--size", 96));
        var epochs = Report.Number(options, "--epochs", 2);
        var models = Report.Text(options, "--models")?.Split(',') ?? [.. ModelZoo.Variants.Select(v => v.Name)];
        Console.WriteLine($"Batches of {batch} at {size} pixels, {epochs} epochs; forecast | measured, MB.");
        Console.WriteLine("\n| model | training MB | | off | inference MB | | off | run s | | off |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        var folder = Directory.CreateTempSubdirectory("vireo-forecast-").FullName;
        try
        {
            var data = Path.Combine(folder, "data");
            Draw(data, Batches * batch, size);
            foreach (var model in models)
            {
                var (training, inference, time) = Compare(vireo, model, data, batch, size, epochs, folder);
                Console.WriteLine($"| {model} | {training} | {inference} | {time} |");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    /// <summary>Peak memory of training and evaluation in MB, and seconds of the run.</summary>
    public static (Pair Training, Pair Inference, Pair Time) Compare(
        string[] vireo, string model, string data, int batch, int size, int epochs, string folder, bool time = true)
    {
        string[] sizes = ["--batch-size", $"{batch}", "--image-size", $"{size}"];
        string[] run = ["--data", data, "--epochs", $"{epochs}"];
        string[] classes = ["--classes", "2"];
        using var info = JsonDocument.Parse(
            Watch([.. vireo, "info", model, "--json", .. sizes, .. time ? run : classes]).Output);
        var foretold = info.RootElement;
        double Number(string part, string name) => foretold.GetProperty(part).GetProperty(name).GetDouble();
        var output = Path.Combine(folder, model);
        var train = Watch([.. vireo, "train", "--model", model, "--output", output, .. sizes, .. run]);
        var judge = Watch([.. vireo, "eval", output, "--data", data]);
        Directory.Delete(output, recursive: true);
        return (new(Number("training", "peak_bytes") / 1e6, train.PeakMegabytes),
            new(Number("inference", "peak_bytes") / 1e6, judge.PeakMegabytes),
            new(time ? Number("time", "total_seconds") : 0, train.Seconds));
    }

    /// <summary>Writes pictures of noise, two classes.</summary>
    public static void Draw(string folder, int count, int size)
    {
        var rng = new Rng(1);
        var pixels = new byte[size * size * 3];
        for (var i = 0; i < count; i++)
        {
            foreach (ref var pixel in pixels.AsSpan()) pixel = (byte)rng.NextUInt();
            var path = Path.Combine(folder, i % 2 == 0 ? "even" : "odd", $"{i:000}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
            File.WriteAllBytes(path, ImageFile.EncodePng(new Image(size, size, 3, pixels)));
        }
    }

    /// <summary>Runs a command and looks at its memory all the while: the system forgets the peak with the
    /// process.</summary>
    private static (string Output, double PeakMegabytes, double Seconds) Watch(string[] command)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("No process was started.");
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0.0;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(5)))
        {
            peak = Math.Max(peak, Report.PeakMegabytes(process.Id) ?? 0);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (process.ExitCode == 0) return (output.Result, peak, seconds);
        throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with {process.ExitCode}");
    }
}
