using System.CommandLine;

namespace Vireo.Cli;

/// <summary>A command whose help ends with an example.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    /// <summary>Lines as they would be typed.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
