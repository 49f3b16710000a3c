using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Vireo.Cli.Commands;

namespace Vireo.Cli;

/// <summary>The command line: its commands, and what becomes of exceptions.</summary>
internal static class App
{
    private const int Ok = 0, Failure = 1;

    /// <summary>Prints stack traces.</summary>
    private static readonly Option<bool> Debug =
        new("--debug") { Description = "Print stack traces of errors.", Recursive = true };

    /// <summary>Runs one command.</summary>
    /// <returns>The exit status; see docs/errors.md.</returns>
    public static int Run(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var debug = arguments.Contains(Debug.Name);
        try
        {
            var result = Create().Parse(arguments);
            var shows = result.Action is HelpAction or ExampleHelp or null || result.GetResult("--version") is not null;
            if (!shows) Usage.Check(result);
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

    private static RootCommand Create()
    {
        var root = new RootCommand("Vireo trains, evaluates and uses image classifiers.")
        {
            Debug,
            DoctorCommand.Create(),
            ModelsCommand.Create(),
            SamplesCommand.Create(),
            TrainCommand.Create(),
            EvalCommand.Create(),
            PredictCommand.Create(),
            InfoCommand.Create(),
        };
        root.SetAction(result =>
        {
            if (result.Tokens.Count > 0) return Failure;
            new HelpAction().Invoke(result);
            return Ok;
        });
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new ExampleHelp();
        return root;
    }
}
