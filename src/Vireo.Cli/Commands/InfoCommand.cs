using System.CommandLine;
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
        var command = new ExampleCommand(
            "info", "Show parameters, multiply-adds, input size and the exact peak memory of a training step.",
            "vireo info resnet18 --batch-size 32", "vireo info runs/insects --json")
        {
            name, batch, size, classes, json,
        };
        command.SetAction(args =>
        {
            var (cost, memory) = ModelCost.Find(
                args.GetRequiredValue(name), args.GetValue(batch), args.GetValue(size), args.GetValue(classes));
            if (args.GetValue(json)) CliJson.Print(Line(cost, memory), j => j.InfoLine);
            else Print(cost, memory);
            return 0;
        });
        return command;
    }

    private static InfoLine Line(ModelCost cost, StepMemory memory) => new(
        cost.Model, cost.Classes, [3, cost.ImageSize, cost.ImageSize], cost.Parameters, cost.Buffers, cost.Macs,
        memory.BatchSize, memory.Total,
        new(memory.Parameters, memory.Buffers, memory.Optimizer, memory.Average, memory.Input,
            memory.Arena));

    private static void Print(ModelCost cost, StepMemory memory)
    {
        Console.WriteLine($"{cost.Model}: {cost.Classes} classes, input 3 x {cost.ImageSize} x {cost.ImageSize}");
        Console.WriteLine($"parameters {cost.Parameters} ({Text.Count(cost.Parameters)}), buffers {cost.Buffers}");
        Console.WriteLine($"multiply-adds per image {cost.Macs} ({Text.Count(cost.Macs)})");
        Console.WriteLine($"training step of {memory.BatchSize} images: {Text.Bytes(memory.Total)} at its peak");
        foreach (var (part, bytes) in new[]
        {
            ("parameters", memory.Parameters), ("buffers", memory.Buffers), ("optimizer", memory.Optimizer),
            ("moving averages", memory.Average), ("images and labels", memory.Input),
            ("activations, gradients, working memory", memory.Arena),
        })
        {
            Console.WriteLine($"  {part,-40}{Text.Bytes(bytes),12}");
        }
    }
}
