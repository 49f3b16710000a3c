using System.CommandLine;
using System.CommandLine.Parsing;

namespace Vireo.Cli;

/// <summary>Says what is wrong with a command line, with the name that was probably meant.</summary>
internal static class Usage
{
    /// <summary>Checks what was parsed.</summary>
    /// <exception cref="UsageException">A command or an option does not exist (<c>VIR3201</c>), or something is missing
    /// or superfluous (<c>VIR3202</c>).</exception>
    public static void Check(ParseResult result)
    {
        var command = result.CommandResult.Command;
        // A command that takes files would take an option it does not know for one.
        var arguments = result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens);
        foreach (var token in result.UnmatchedTokens.Concat(arguments.Select(token => token.Value)))
        {
            if (token.StartsWith('-') && token.Length > 1 && !File.Exists(token)) throw NoOption(result, token);
        }

        if (result.UnmatchedTokens is [var unknown, ..] && command.Subcommands.Count > 0)
        {
            throw new UsageException("VIR3201", $"there is no command '{unknown}'."
                + NearestName.Hint(unknown, command.Subcommands.Select(sub => sub.Name)) + " See --help.");
        }

        if (result.Errors is [var error, ..])
        {
            throw new UsageException("VIR3202", $"{command.Name}: {error.Message} See `{PathOf(result)}--help`.");
        }
    }

    private static UsageException NoOption(ParseResult result, string token)
    {
        var name = token.Split('=')[0];
        var names = Options(result.CommandResult).SelectMany(option => option.Aliases.Prepend(option.Name));
        return new("VIR3201",
            $"there is no option '{name}'.{NearestName.Hint(name, names.Where(n => n.StartsWith("--")))}"
            + $" See `{PathOf(result)}--help`.");
    }

    private static IEnumerable<Option> Options(CommandResult result)
    {
        foreach (var option in result.Command.Options) yield return option;
        if (result.Parent is not CommandResult parent) yield break;
        foreach (var option in Options(parent).Where(option => option.Recursive)) yield return option;
    }

    private static string PathOf(ParseResult result)
    {
        var path = "";
        for (var at = result.CommandResult; at is not null; at = at.Parent as CommandResult)
        {
            path = $"{at.Command.Name} {path}";
        }

        return path;
    }
}
