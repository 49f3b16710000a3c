using System.Text.RegularExpressions;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary>The commands that a page of the documentation shows.</summary>
internal static partial class PageCommands
{
    /// <summary>Their words behind <c>./vireo</c>, in the order of the page.</summary>
    /// <param name="page">File in <c>docs</c>.</param>
    /// <param name="blocks">How many commands the first blocks have, one number for each that is read.</param>
    public static IReadOnlyList<string[]> Of(string page, params int[] blocks)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", page));
        List<string[]> found =
        [
            .. BashBlock().Matches(text).Take(blocks.Length).Select(block => block.Groups[1].Value
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ];
        Assert.Equal(blocks, found.Select(block => block.Length));
        List<string[]> commands = [.. found.SelectMany(block => block).Select(command => command.Split(' '))];
        Assert.All(commands, words => Assert.Equal("./vireo", words[0]));
        return commands.ConvertAll(words => words[1..]);
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex BashBlock();
}
