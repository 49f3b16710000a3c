using System.CommandLine;

namespace Vireo.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Shared
{
    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs." };

    /// <summary>The folder of a run.</summary>
    public static Argument<string> Run() => new("RUN") { Description = "Folder that `train --output` wrote." };

    /// <summary>A whole number from 1 on.</summary>
    public static Option<int?> Positive(string name, string description, string value)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1) result.AddError($"{name} wants a whole number from 1 on.");
        });
        return option;
    }
}
