using System.CommandLine;

namespace Vireo.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Shared
{
    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs." };

    /// <summary>The folder of a run.</summary>
    public static Argument<string> Run() => new("RUN") { Description = "Folder that `train --output` wrote." };
}
