using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Vireo.House.Tests;

/// <summary>The commands that the README shows exist, with the options it gives them.</summary>
public sealed partial class ReadmeTests
{
    [SkippableFact]
    public async Task Every_command_in_the_readme_exists()
    {
        Skip.If((await Run(["--help"])).Output.Length == 0, "The command line has no commands yet.");
        var wrong = new List<string>();
        foreach (var line in CommandLines())
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).TakeWhile(w => w != "#").ToList();
            // 'samples create' is a command of two words; a file name never is one in lower case letters alone.
            var command = words.Take(words is ["samples", ..] ? 2 : 1).ToList();
            var (exit, output) = await Run([.. command, "--help"]);
            if (exit != 0)
                wrong.Add($"{line}: no such command");
            wrong.AddRange(
                from option in words.Where(w => w.StartsWith('-'))
                let name = option.Split('=')[0]
                where !Regex.IsMatch(output, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])")
                select $"{line}: no option {name}");
        }

        Repository.None("Lines of README.md that would not run", wrong);
    }

    // Lines of fenced bash blocks that start with ./vireo; a backslash at the end joins the next line.
    private static IEnumerable<string> CommandLines() =>
        from block in BashBlock().Matches(Repository.Read("README.md").ReplaceLineEndings("\n"))
        from line in Continuation().Replace(block.Groups[1].Value, " ").Split('\n')
        where line.StartsWith("./vireo ", StringComparison.Ordinal)
        select line;

    private static async Task<(int Exit, string Output)> Run(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Vireo.Cli.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output + await errors).Trim());
    }

    [GeneratedRegex(@"^```bash\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex BashBlock();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();
}
