namespace Vireo.Cli.Commands;

/// <summary><c>vireo data …</c>: looks at data sets and rewrites them.</summary>
internal static class DataCommand
{
    public static ExampleCommand Create() => new(
        "data", "Look at data sets before training on them.", "vireo data lint photos")
    {
        DataLintCommand.Create(),
    };
}
