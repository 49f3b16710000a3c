using System.CommandLine;
using Vireo.Cli.Display;
using Vireo.Pruning;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Cli.Commands;

/// <summary><c>vireo prune RUN --macs 0.5 --output RUN2</c>: takes channels out of a trained model.</summary>
internal static class PruneCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder that `train --output` wrote." };
        var output = new Option<string>("--output")
        {
            Description = "Folder of the run that begins with what is left.", HelpName = "RUN2", Required = true,
        };
        var macs = Share("--macs", "Share of the multiply-adds that stays.", new PruneOptions().Macs);
        var floor = Share("--floor", "Share of its channels that every layer keeps.", new PruneOptions().Floor);
        var method = Method();
        var multiple = Shared.Positive(
            "--multiple", $"Wide layers keep a multiple of it; default: {new PruneOptions().Multiple}.", "N");
        var epochs = Shared.Positive("--epochs", "Train on at once for so many epochs.", "N");
        var rate = new Option<string?>("--lr")
        {
            Description = "Learning rate to train on with; a tenth of the run's otherwise.", HelpName = "X",
        };
        var set = new Option<string[]>("-o")
        {
            Description = "Any other key of the configuration to train on with.", HelpName = "key=value",
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Remove the run in --output first." };
        var json = Shared.Json();
        var command = new ExampleCommand(
            "prune", "Take the least important channels out of a trained model: smaller and faster for real.",
            "vireo prune runs/insects --macs 0.5 --output runs/small --epochs 10",
            "vireo prune runs/insects --macs 0.5 --method fpgm --output runs/small",
            "vireo train --output runs/small --resume")
        {
            run, output, macs, method, floor, multiple, epochs, rate, set, overwrite, json,
        };
        command.SetAction(args =>
        {
            using var interruption = new Interruption();
            var options = new List<ConfigOverride>();
            if (args.GetValue(epochs) is { } n) options.Add(new("train.epochs", $"{n}", $"--epochs {n}"));
            if (args.GetValue(rate) is { } lr) options.Add(new("optimizer.lr", lr, $"--lr {lr}"));
            var pruning = new PruneOptions
            {
                Macs = args.GetValue(macs), Floor = args.GetValue(floor), Method = args.GetValue(method),
                Multiple = args.GetValue(multiple) ?? new PruneOptions().Multiple,
            };
            string[] words = [.. args.Tokens.Select(token => token.Value)];
            var outcome = PrunedRun.Create(
                new(args.GetRequiredValue(run), args.GetRequiredValue(output), pruning)
                {
                    Mode = args.GetValue(overwrite) ? RunMode.Overwrite : RunMode.New, Command = words,
                    Options = options, Overrides = args.GetValue(set) ?? [],
                },
                ConfigLoader.ProcessEnvironment(), Errors.Warn);
            Print(outcome, args.GetValue(json));
            if (args.GetValue(epochs) is null)
            {
                Errors.Warn($"it has to learn again: vireo train --output {args.GetRequiredValue(output)} --resume");
                return 0;
            }

            return TrainDisplay.For(args.GetValue(json)).Run(
                new(args.GetRequiredValue(output), RunMode.Resume) { Command = words }, interruption.Token);
        });
        return command;
    }

    private static Option<double> Share(string name, string description, double standard)
    {
        var option = new Option<double>(name)
        {
            Description = description, HelpName = "X", DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1))
                result.AddError($"{name} wants a number above 0, at most 1.");
        });
        return option;
    }

    private static Option<PruneMethod> Method()
    {
        var option = new Option<PruneMethod>("--method")
        {
            Description = "What judges a channel: l1, the size of its filters; fpgm, how far they are from all others. "
                + "Default: l1.",
            HelpName = "l1|fpgm",
        };
        option.CustomParser = result =>
        {
            if (result.Tokens[0].Value is "l1") return PruneMethod.L1;
            if (result.Tokens[0].Value is not "fpgm")
                result.AddError($"--method wants l1 or fpgm, not '{result.Tokens[0].Value}'.");
            return PruneMethod.Fpgm;
        };
        return option;
    }

    private static void Print(PruneOutcome outcome, bool json)
    {
        var line = new PruneLine(
            outcome.Run, outcome.MacsBefore, outcome.MacsAfter, outcome.ParametersBefore, outcome.ParametersAfter,
            [.. outcome.Plan.Groups.Select(g => new PrunedLine(g.Group.Layers, g.Group.Channels, g.Kept.Count))]);
        if (json)
        {
            CliJson.Print(line, j => j.PruneLine);
            return;
        }

        var width = Math.Max(6, line.Groups.Max(g => g.Layers[0].Length)) + 2;
        Console.WriteLine($"{"layers".PadRight(width)}{"channels",9}{"stay",6}");
        foreach (var (layers, before, after) in line.Groups)
        {
            Console.WriteLine($"{layers[0].PadRight(width)}{before,9}{after,6}");
            foreach (var other in layers.Skip(1)) Console.WriteLine($"  {other}");
        }

        Console.WriteLine($"multiply-adds {Text.Count(line.MacsBefore)} -> {Text.Count(line.MacsAfter)} "
            + $"({Text.Share((double)line.MacsAfter / line.MacsBefore)}), "
            + $"parameters {Text.Count(line.ParametersBefore)} -> {Text.Count(line.ParametersAfter)} "
            + $"({Text.Share((double)line.ParametersAfter / line.ParametersBefore)})");
        Console.WriteLine($"Run: {line.Run}");
    }
}
