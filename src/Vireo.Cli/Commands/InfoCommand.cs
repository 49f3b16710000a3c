using System.CommandLine;
using System.Diagnostics;
using Vireo.Training.Classification;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo info RUN|MODEL</c>: what a model costs.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("RUN|MODEL") { Description = "Folder of a run, or name of a model." };
        var json = Shared.Json();
        var batch = Shared.Positive("--batch-size", "Images per training step; default: the run's, or 32.", "N");
        var size = Shared.Positive(
            "--image-size", "Side of the images in pixels; default: the run's or the model's.", "S");
        var classes = Shared.Positive("--classes", "Number of classes; default: the run's, or 1000.", "C");
        var probe = new Option<bool>("--probe")
        {
            Description = $"Run {TimeForecast.Steps} steps to say how long they take.",
        };
        var data = new Option<string?>("--data")
        {
            Description = "Images to train with: says how long the run will take.", HelpName = "DIR",
        };
        var epochs = Shared.Positive("--epochs", "Epochs of that run; default: the run's, or 30.", "E");
        var command = new ExampleCommand(
            "info", "Show parameters, multiply-adds, input size, peak memory and, after a few steps, time.",
            "vireo info resnet18 --batch-size 32", "vireo info runs/insects --json",
            "vireo info resnet18 --data photos --image-size 128 --epochs 30")
        {
            name, batch, size, classes, probe, data, epochs, json,
        };
        command.SetAction(args =>
        {
            // A training starts the program as this did.
            var starting = DateTime.Now - Process.GetCurrentProcess().StartTime;
            using var interruption = new Interruption();
            var request = new ProfileRequest(args.GetRequiredValue(name))
            {
                Data = args.GetValue(data), BatchSize = args.GetValue(batch), ImageSize = args.GetValue(size),
                Classes = args.GetValue(classes),
            };
            var (cost, memory) = ModelCost.Find(
                request.Name, request.BatchSize, request.ImageSize, request.Classes, request.Data);
            // Last: what it leaves behind would count as the program's memory.
            var time = args.GetValue(probe) || request.Data is not null
                ? Probe(request, args.GetValue(epochs), starting, interruption.Token) : null;
            if (args.GetValue(json)) CliJson.Print(Line(cost, memory, time), j => j.InfoLine);
            else Print(cost, memory, time);
            return 0;
        });
        return command;
    }

    private static TimeForecast Probe(
        ProfileRequest request, int? epochs, TimeSpan starting, CancellationToken cancellation)
    {
        var time = TimeForecast.Probe(request, epochs, cancellation);
        return time with { SetupSeconds = time.SetupSeconds + starting.TotalSeconds };
    }

    private static InfoLine Line(ModelCost cost, MemoryForecast memory, TimeForecast? time) => new(
        cost.Model, cost.Classes, [3, cost.ImageSize, cost.ImageSize], cost.Parameters, cost.Buffers, cost.Macs,
        memory.Step.BatchSize, memory.Step.Total,
        new(memory.Step.Parameters, memory.Step.Buffers, memory.Step.Optimizer, memory.Step.Average, memory.Step.Input,
            memory.Step.Arena),
        Line(memory.Training), Line(memory.Inference), time is null ? null : Line(time));

    private static TimeLine Line(TimeForecast time) => new(
        time.BatchSeconds, time.DataWait, time.BatchesPerEpoch, time.ValidationSeconds, time.SaveSeconds,
        time.SetupSeconds, time.Epochs, time.TotalSeconds);

    private static ProcessLine Line(ProcessMemory process) =>
        new(process.Total, process.Program, process.State, process.Plans, process.Batches);

    private static void Print(ModelCost cost, MemoryForecast memory, TimeForecast? time)
    {
        Console.WriteLine($"{cost.Model}: {cost.Classes} classes, input 3 x {cost.ImageSize} x {cost.ImageSize}");
        Console.WriteLine($"parameters {cost.Parameters} ({Text.Count(cost.Parameters)}), buffers {cost.Buffers}");
        Console.WriteLine($"multiply-adds per image {cost.Macs} ({Text.Count(cost.Macs)})");
        var step = memory.Step;
        Print($"training step of {step.BatchSize} images", step.Total,
            ("parameters", step.Parameters), ("buffers", step.Buffers), ("optimizer", step.Optimizer),
            ("moving averages", step.Average), ("images and labels", step.Input),
            ("activations, gradients, working memory", step.Arena));
        Print("training, the whole process", memory.Training);
        Print("inference, the whole process", memory.Inference);
        if (time is not null) Print(time);
    }

    private static void Print(TimeForecast time)
    {
        Console.WriteLine($"a batch of {time.BatchSize} images takes {time.BatchSeconds * 1000:f1} ms, "
            + $"{time.BatchSize / time.BatchSeconds:f1} images/s"
            + (time.BatchesPerEpoch > 0 ? $", {time.DataWait:P1} of it waiting for data" : ""));
        if (time.BatchesPerEpoch == 0) return;
        Console.WriteLine($"an epoch of {time.BatchesPerEpoch} batches, its validation and checkpoint: "
            + $"{TimeSpan.FromSeconds(time.EpochSeconds):hh\\:mm\\:ss}");
        Console.WriteLine($"{time.Epochs} epochs: {TimeSpan.FromSeconds(time.TotalSeconds):d\\.hh\\:mm\\:ss}");
    }

    private static void Print(string what, ProcessMemory process) => Print(
        what, process.Total, ("program, libraries, compiled plans", process.Program),
        ("weights, optimizer, averages", process.State), ("plans for steps and validation", process.Plans),
        ("batches in use and ahead", process.Batches));

    private static void Print(string what, long total, params (string Part, long Bytes)[] parts)
    {
        Console.WriteLine($"{what}: {Text.Bytes(total)} at its peak");
        foreach (var (part, bytes) in parts) Console.WriteLine($"  {part,-40}{Text.Bytes(bytes),12}");
    }
}
