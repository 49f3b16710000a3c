using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Vireo.Cli;

/// <summary>The usual help, then examples.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    /// <summary>Help has the last word, whatever else is wrong with the line.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var status = new HelpAction().Invoke(parseResult);
        if (parseResult.CommandResult.Command is not ExampleCommand command) return status;
        Console.WriteLine(command.Examples.Count == 1 ? "Example:" : "Examples:");
        foreach (var example in command.Examples) Console.WriteLine($"  {example}");
        return status;
    }
}
