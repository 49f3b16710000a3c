using System.CommandLine;
using Vireo.Cli.Commands;

namespace Vireo.Cli;

/// <summary>The command line: its commands, each made when it is asked for.</summary>
internal static class App
{
    /// <summary>Runs one command.</summary>
    /// <returns>The exit status; see docs/errors.md.</returns>
    public static int Run(string[] arguments) => CommandLine.Run(Create(arguments), arguments);

    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("doctor", DoctorCommand.Create),
        ("models", ModelsCommand.Create),
        ("samples", SamplesCommand.Create),
        ("data", DataCommand.Create),
        ("augment", AugmentCommand.Create),
        ("train", TrainCommand.Create),
        ("eval", EvalCommand.Create),
        ("predict", () => PredictCommand.Create()),
        ("prune", PruneCommand.Create),
        ("compress", CompressCommand.Create),
        ("export", ExportCommand.Create),
        ("verify", VerifyCommand.Create),
        ("info", InfoCommand.Create),
        ("profile", ProfileCommand.Create),
        ("weights", WeightsCommand.Create),
    ];

    // To describe all commands takes longer than many a command: when the first word names one, it alone is made.
    private static ExampleCommand Create(string[] arguments)
    {
        // Not a RootCommand: that takes its name from the file that is run.
        var root = new ExampleCommand("vireo", "Vireo trains, evaluates and uses image classifiers.",
            "vireo samples create insects --output insects",
            "vireo train --data insects --image-size 96 --output runs/insects");
        var named = Array.FindIndex(Commands, c => arguments is [var first, ..] && c.Name == first);
        foreach (var (_, create) in named >= 0 ? Commands.AsSpan(named, 1) : Commands) root.Subcommands.Add(create());
        root.SetAction(result => new ExampleHelp().Invoke(result));
        return root;
    }
}
