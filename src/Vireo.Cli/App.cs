using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Vireo.Cli.Commands;

namespace Vireo.Cli;

/// <summary>The command line: its commands, and what becomes of exceptions.</summary>
internal static class App
{
    private static readonly Option<bool> Debug =
        new("--debug") { Description = "Print stack traces of errors.", Recursive = true };

    private static readonly VersionOption Version = new();

    /// <summary>Runs one command.</summary>
    /// <returns>The exit status; see docs/errors.md.</returns>
    public static int Run(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var debug = arguments.Contains(Debug.Name);
        try
        {
            var result = Create().Parse(arguments);
            if (result.Action is not ExampleHelp && result.GetResult(Version) is null) Usage.Check(result);
            return result.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted.");
            return Interruption.Status;
        }
        catch (Exception failure)
        {
            Errors.Print(failure, debug);
            return Errors.StatusOf(failure);
        }
    }

    private static ExampleCommand Create()
    {
        // Not a RootCommand: that takes its name from the file that is run.
        var root = new ExampleCommand("vireo", "Vireo trains, evaluates and uses image classifiers.",
            "vireo samples create insects --output insects",
            "vireo train --data insects --image-size 96 --output runs/insects")
        {
            new HelpOption { Action = new ExampleHelp() },
            Version,
            Debug,
            DoctorCommand.Create(),
            ModelsCommand.Create(),
            SamplesCommand.Create(),
            TrainCommand.Create(),
            EvalCommand.Create(),
            PredictCommand.Create(),
            InfoCommand.Create(),
            ProfileCommand.Create(),
            WeightsCommand.Create(),
            DataCommand.Create(),
        };
        root.SetAction(result => new ExampleHelp().Invoke(result));
        return root;
    }
}
