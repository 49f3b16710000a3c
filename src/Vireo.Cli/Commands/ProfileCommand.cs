using System.CommandLine;
using Vireo.Files;
using Vireo.Native;
using Vireo.Profiling;
using Vireo.Training.Classification;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo profile RUN|MODEL</c>: what a training step spends its time on.</summary>
internal static class ProfileCommand
{
    private const int WidestName = 44;

    public static Command Create()
    {
        var name = new Argument<string>("RUN|MODEL") { Description = "Folder of a run, or name of a model." };
        var json = Shared.Json();
        var data = new Option<string?>("--data")
        {
            Description = "Images to load as a training does; default: random ones, ready in memory.", HelpName = "DIR",
        };
        var batch = Shared.Positive("--batch-size", "Images per batch; default: the run's, or 32.", "N");
        var size = Shared.Positive(
            "--image-size", "Side of the images in pixels; default: the run's or the model's.", "S");
        var classes = Shared.Positive("--classes", "Number of classes; default: the data's, the run's, or 1000.", "C");
        var steps = Shared.Positive("--steps", "Steps to measure, after two to warm up. Default: 5.", "K");
        var top = Shared.Positive("--top", "Ops to list, the most expensive first. Default: 20.", "N");
        var trace = new Option<string?>("--trace")
        {
            Description = "File for all steps, kernel by kernel: Perfetto and chrome://tracing open it.",
            HelpName = "FILE",
        };
        var command = new ExampleCommand(
            "profile", "Run a few training steps and show time, GFLOP/s and GB/s by phase and by op.",
            "vireo profile resnet18 --batch-size 16 --image-size 96 --trace trace.json",
            "vireo profile runs/insects --data insects --steps 10")
        {
            name, data, batch, size, classes, steps, top, trace, json,
        };
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var request = new ProfileRequest(args.GetRequiredValue(name))
            {
                Data = args.GetValue(data), BatchSize = args.GetValue(batch), ImageSize = args.GetValue(size),
                Classes = args.GetValue(classes), Steps = args.GetValue(steps) ?? 5,
            };
            var profile = TrainingProfile.Run(request, interruption.Token);
            var file = args.GetValue(trace);
            if (file is not null) AtomicFile.Write(file, stream => ChromeTrace.Write(stream, profile.Steps));
            if (args.GetValue(json)) CliJson.Print(Line(profile), j => j.ProfileLine);
            else Print(profile, args.GetValue(top) ?? 20);
            if (file is not null && !args.GetValue(json)) Console.WriteLine($"Trace: {file}; open it in Perfetto.");
            return 0;
        });
        return command;
    }

    private static ProfileLine Line(TrainingProfile profile)
    {
        var step = profile.Fastest;
        return new(
            profile.Model, profile.Classes, profile.Images, profile.ImageSize, Workers.Count,
            [.. profile.Steps.Select(s => s.Duration.TotalMilliseconds)], step.Duration.TotalMilliseconds,
            profile.Images / step.Duration.TotalSeconds, step.Measured, [.. step.ByPhase().Select(Line)],
            [.. step.ByOp().Select(Line)], [.. step.Spans.Select(span => Line(span, step.Start))]);
    }

    private static ProfileRowLine Line(ProfileRow row) => new(
        row.Name, StepProfile.NameOf(row.Phase), row.Calls, row.Time.TotalMilliseconds, row.Share, row.Macs, row.Bytes,
        row.Macs > 0 ? row.Gigaflops : null, row.Bytes > 0 ? row.Gigabytes : null);

    private static ProfileSpanLine Line(ProfileSpan span, TimeSpan zero) => new(
        span.Op, StepProfile.NameOf(span.Phase), span.Place, span.Kernel.Length > 0 ? span.Kernel : null,
        span.Operands.Length > 0 ? span.Operands : null, (span.Start - zero).TotalMilliseconds,
        span.Duration.TotalMilliseconds, span.Macs, span.Bytes);

    private static void Print(TrainingProfile profile, int top)
    {
        var step = profile.Fastest;
        var perSecond = profile.Images / step.Duration.TotalSeconds;
        Console.WriteLine($"{profile.Model}: {profile.Classes} classes, {profile.Images} images of "
            + $"{profile.ImageSize} x {profile.ImageSize} a step, {Workers.Count} threads");
        Console.WriteLine($"fastest of {profile.Steps.Count} steps: {step.Duration.TotalMilliseconds:0.00} ms, "
            + $"{perSecond:0.0} images/s, {2 * step.Macs / step.Duration.TotalNanoseconds:0.0} GFLOP/s; "
            + $"{100 * step.Measured:0.0}% of it measured");
        Console.WriteLine();
        Console.WriteLine(Heading("phase"));
        foreach (var row in step.ByPhase()) Console.WriteLine(Format(row, row.Name));
        Console.WriteLine();
        Console.WriteLine(Heading("op"));
        var ops = step.ByOp();
        foreach (var row in ops.Take(top))
        {
            Console.WriteLine(Format(row, $"{StepProfile.NameOf(row.Phase),-8} {row.Name}"));
        }

        if (ops.Count <= top) return;
        var rest = new TimeSpan(ops.Skip(top).Sum(row => row.Time.Ticks));
        Console.WriteLine($"{$"{ops.Count - top} more; --top {ops.Count} lists them",-WidestName}"
            + $"{ops.Skip(top).Sum(row => row.Calls),7}{rest.TotalMilliseconds,11:0.00}{rest / step.Duration,8:0.0%}");
    }

    private static string Heading(string name) =>
        $"{name,-WidestName}{"calls",7}{"ms",11}{"share",8}{"GFLOP/s",10}{"GB/s",9}";

    private static string Format(ProfileRow row, string name)
    {
        var shown = name.Length > WidestName - 1 ? $"{name[..(WidestName - 2)]}…" : name;
        var flops = row.Macs > 0 ? $"{row.Gigaflops:0.0}" : "";
        var bytes = row.Bytes > 0 ? $"{row.Gigabytes:0.0}" : "";
        var line = $"{shown,-WidestName}{row.Calls,7}{row.Time.TotalMilliseconds,11:0.00}{row.Share,8:0.0%}"
            + $"{flops,10}{bytes,9}";
        return line.TrimEnd();
    }
}
