using System.CommandLine;
using Vireo.Training.Classification;
using Vireo.Vision.Zoo;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo models [FILTER]</c>: the models there are.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var json = Shared.Json();
        var filter = new Argument<string>("FILTER")
        {
            Description = "Part of the names wanted.", DefaultValueFactory = _ => "", HelpName = "FILTER",
        };
        var command = new ExampleCommand(
            "models", "List the models with parameters and operations.", "vireo models resnet") { filter, json };
        command.SetAction(args =>
        {
            var lines = ModelZoo.Matching(args.GetValue(filter) ?? "").Select(Line).ToList();
            if (args.GetValue(json)) CliJson.Print(lines, j => j.IReadOnlyListModelLine);
            else Print(lines);
            return 0;
        });
        return command;
    }

    private static ModelLine Line(Variant variant)
    {
        var cost = ModelCost.Of(variant);
        return new(variant.Name, cost.Parameters, cost.Macs, variant.InputSize, variant.Paper);
    }

    private static void Print(IReadOnlyList<ModelLine> lines)
    {
        Console.WriteLine($"{"name",-22}{"parameters",12}{"MACs",12}{"input",7}  paper");
        foreach (var line in lines)
        {
            Console.WriteLine($"{line.Name,-22}{Text.Count(line.Parameters),12}{Text.Count(line.Macs),12}"
                + $"{line.InputSize,7}  {line.Paper}");
        }
    }
}
