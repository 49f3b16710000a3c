using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace Vireo.Cli;

/// <summary>What all programs share: options that every command has, and what becomes of exceptions.</summary>
internal static class CommandLine
{
    private static readonly Option<bool> Debug =
        new("--debug") { Description = "Print stack traces of errors.", Recursive = true };

    private static readonly VersionOption Version = new();

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="root">The command that the program is; not a <see cref="RootCommand"/>, which takes its name from
    /// the file that is run.</param>
    /// <param name="arguments">As given.</param>
    /// <returns>The exit status; see docs/errors.md.</returns>
    public static int Run(Command root, string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var debug = arguments.Contains(Debug.Name);
        try
        {
            foreach (var option in (Option[])[new HelpOption { Action = new ExampleHelp() }, Version, Debug])
                root.Options.Add(option);
            var result = root.Parse(arguments);
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
}
