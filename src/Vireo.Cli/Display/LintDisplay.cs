using System.Diagnostics;
using Spectre.Console;
using Vireo.Files;
using Vireo.Vision.Lint;

namespace Vireo.Cli.Display;

/// <summary>Shows how far a lint is, and what it found.</summary>
internal static class LintDisplay
{
    private const int Parts = 10, Many = 5000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether the output goes to a file, or to a terminal that moves no cursor.</summary>
    public static bool IsPlain => Console.IsOutputRedirected || Console.IsErrorRedirected
        || Environment.GetEnvironmentVariable("TERM") is "dumb";

    /// <summary>Runs a lint with a bar for people, or a line each tenth of a long way in files.</summary>
    public static LintReport Run(Func<Action<LintProgress>, LintReport> lint) =>
        IsPlain ? lint(Lines()) : Live(lint);

    /// <summary>Does some work with a bar for people; programs are told nothing.</summary>
    /// <param name="what">What it is, in a word.</param>
    /// <param name="work">Given what to tell how much of how much is done.</param>
    public static T Bar<T>(string what, Func<Action<int, int>?, T> work)
    {
        if (IsPlain) return work(null);
        return Progress().Start(context =>
        {
            var bar = context.AddTask(what);
            return work((done, total) => (bar.MaxValue, bar.Value) = (Math.Max(1, total), done));
        });
    }

    /// <summary>Findings by code, the gravest first.</summary>
    public static void Print(LintReport report, int most)
    {
        foreach (var group in report.Findings.GroupBy(finding => finding.Code))
        {
            var rule = group.First().Rule;
            var count = group.Count();
            Console.WriteLine($"{LintJson.Word(rule.Severity)} {rule.Code}: {rule.Title}"
                + (count > 1 ? $" ({count} times)" : ""));
            foreach (var finding in group.Take(most))
                Console.WriteLine($"  {Text.Printable(finding.Path)}: {Text.Printable(finding.Message)}");
            if (count > most) Console.WriteLine($"  and {count - most} more; --most {count} shows them");
            Console.WriteLine($"  why: {rule.Why}");
            Console.WriteLine($"  fix: {rule.Fix}");
            Console.WriteLine();
        }

        var summary = report.Summary;
        var splits = summary.Splits.Where(pair => pair.Key.Length > 0).Select(pair => $"{pair.Key} {pair.Value}")
            .ToList();
        Console.WriteLine($"{summary.Images} images{(splits.Count > 0 ? $" ({string.Join(", ", splits)})" : "")}, "
            + $"{summary.Classes} classes: {summary.Errors} errors, {summary.Warnings} warnings, "
            + $"{summary.Notes} notes");
    }

    /// <summary>One line of JSON.</summary>
    public static void PrintJson(LintReport report)
    {
        using var output = Console.OpenStandardOutput();
        report.WriteJson(output);
        output.WriteByte((byte)'\n');
    }

    /// <summary>Writes SARIF.</summary>
    public static void WriteSarif(LintReport report, string file) =>
        AtomicFile.Write(file, stream => report.WriteSarif(stream, VireoVersion.Text));

    /// <summary>Says which lists were written; beside the findings, so that JSON stays JSON.</summary>
    public static void Report(IReadOnlyList<CleanList> lists)
    {
        foreach (var list in lists)
            Console.Error.WriteLine($"{list.Path}: {list.Kept} images kept, {list.LeftOut} left out");
    }

    private static Action<LintProgress> Lines()
    {
        var (part, phase) = (0L, LintPhase.Measuring);
        var watch = Stopwatch.StartNew();
        return at =>
        {
            if (at.Phase != phase)
            {
                (part, phase) = (0, at.Phase);
                watch.Restart();
            }

            var now = at.Total < Many ? 0 : at.Done * Parts / at.Total;
            if (now == part) return;
            part = now;
            Console.Error.WriteLine(
                $"{Words(at.Phase)}: {now * 100 / Parts}% of {at.Total}, {Pace(at.Done, at.Total, watch.Elapsed)}");
        };
    }

    private static LintReport Live(Func<Action<LintProgress>, LintReport> lint)
    {
        return Progress().Start(context =>
        {
            var bar = context.AddTask("reading folders and lists");
            var (phase, shown) = (LintPhase.Measuring, TimeSpan.Zero);
            var watch = Stopwatch.StartNew();
            return lint(at =>
            {
                if (at.Phase != phase)
                {
                    (phase, shown) = (at.Phase, TimeSpan.Zero);
                    watch.Restart();
                }

                if (watch.Elapsed - shown < Pause && at.Done > 0) return;
                shown = watch.Elapsed;
                (bar.MaxValue, bar.Value) = (Math.Max(1, at.Total), at.Done);
                bar.Description = $"{Words(at.Phase)} {Pace(at.Done, at.Total, shown)}";
            });
        });
    }

    /// <summary>A bar beside the output, which is gone when the work is done.</summary>
    public static Progress Progress() => AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) })
        .Progress().AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 16 }, new PercentageColumn());

    /// <summary>Rate and time left.</summary>
    public static string Pace(long done, long total, TimeSpan time)
    {
        if (done == 0 || time <= TimeSpan.Zero) return "";
        var rate = done / time.TotalSeconds;
        return $"{rate:0}/s left {Text.Duration(TimeSpan.FromSeconds((total - done) / rate))}";
    }

    private static string Words(LintPhase phase) => phase switch
    {
        LintPhase.Measuring => "looking at the images",
        LintPhase.Searching => "looking for copies",
        _ => "comparing pairs",
    };
}
