using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Vireo.Training.Compression;

namespace Vireo.Cli.Display;

/// <summary>Shows how far a compression is, and what it found.</summary>
internal static class CompressDisplay
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a compression with a bar for people, or a line each step in files; both beside the
    /// output.</summary>
    public static CompressionReport Run(Func<IProgress<CompressionProgress>, CompressionReport> compress)
    {
        if (LintDisplay.IsPlain) return compress(new Lines());
        return LintDisplay.Progress().Start(context => compress(new Bar(context.AddTask("reading the model"))));
    }

    /// <summary>The verdict in words.</summary>
    public static string Word(CompressionVerdict verdict) => verdict switch
    {
        CompressionVerdict.Kept => "kept",
        CompressionVerdict.OverBudget => "over budget",
        _ => "not faster: refused",
    };

    /// <summary>A line per step, and what was written.</summary>
    public static void Print(CompressionReport report)
    {
        Console.WriteLine($"{report.Model}: {report.Images} images judge, {report.CalibrationImages} others find ranges, "
            + $"{report.Threads} threads, budget {Number(100 * report.Budget, "0.##")} points");
        Console.WriteLine($"{"step",-12}{"file",11}{"mul-adds",10}{"params",9}{"p50 ms",9}{"p95 ms",9}{"images/s",10}"
            + $"{"top-1",8}{"points",8}  {"95% interval",-17}verdict");
        foreach (var row in report.Rows)
        {
            var (difference, low, high) = (row.Difference.Difference, row.Difference.Low, row.Difference.High);
            var layers = row.ByteLayers is { } count ? $", {count} layers in int8" : "";
            Console.WriteLine($"{row.Name,-12}{Text.Bytes(row.FileBytes),11}{Text.Count(row.Macs),10}"
                + $"{Text.Count(row.Parameters),9}{Number(row.Speed.P50, "0.00"),9}{Number(row.Speed.P95, "0.00"),9}"
                + $"{Number(row.Speed.ImagesPerSecond, "0"),10}{Number(row.Top1, "0.0000"),8}{Points(difference),8}  "
                + $"{$"[{Points(low)}, {Points(high)}]",-17}{Word(row.Verdict)}"
                + $"{(row == report.Written ? ", written" : "")}{layers}");
        }

        Console.WriteLine($"Model: {report.File} ({report.Written.Name})");
        Console.WriteLine($"Page: {report.Page}");
    }

    private static string Points(double share) => Number(100 * share, "+0.00;-0.00;0.00");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>What is being done, and how fast it goes.</summary>
    private abstract class Steps : IProgress<CompressionProgress>
    {
        private string _step = "";
        private Stopwatch _watch = Stopwatch.StartNew();

        public void Report(CompressionProgress value)
        {
            var isNew = value.Step != _step;
            if (isNew) (_step, _watch) = (value.Step, Stopwatch.StartNew());
            Show(value, isNew, value.Training is { Left: { } left } training
                ? $"epoch {training.Epoch}/{training.Epochs} {training.Rate:0}/s left {Text.Duration(left)}"
                : LintDisplay.Pace(value.Done, value.Total, _watch.Elapsed), _watch.Elapsed);
        }

        protected abstract void Show(CompressionProgress at, bool isNew, string pace, TimeSpan elapsed);
    }

    private sealed class Bar(ProgressTask bar) : Steps
    {
        private TimeSpan _shown;

        protected override void Show(CompressionProgress at, bool isNew, string pace, TimeSpan elapsed)
        {
            if (!isNew && elapsed - _shown < Pause) return;
            _shown = elapsed;
            (bar.MaxValue, bar.Value) = (Math.Max(1, at.Total), at.Done);
            bar.Description = $"{at.Step} {pace}";
        }
    }

    private sealed class Lines : Steps
    {
        // What takes longer says so every now and then.
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
        private TimeSpan _told;

        protected override void Show(CompressionProgress at, bool isNew, string pace, TimeSpan elapsed)
        {
            if (isNew) _told = TimeSpan.Zero;
            if (!isNew && elapsed - _told < Patience) return;
            _told = elapsed;
            Console.Error.WriteLine(isNew ? at.Step : $"{at.Step}: {at.Done} of {at.Total}, {pace}");
        }
    }
}
