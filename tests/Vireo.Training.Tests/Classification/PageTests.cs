using System.Text.RegularExpressions;
using Vireo.Testing;

namespace Vireo.Training.Tests.Classification;

/// <summary>What pages show of programs is what tests run, line by line.</summary>
internal static class PageTests
{
    /// <summary>A file of these tests.</summary>
    public static string Source(string name) =>
        Path.Combine(RepositoryFiles.Root, "tests", "Vireo.Training.Tests", "Classification", name);

    /// <summary>Asserts that the last program of a page is among the lines of a test.</summary>
    public static void Holds(string page, IReadOnlyCollection<string> source)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", page));
        var program = Regex.Matches(text, "```csharp\n(.*?)```", RegexOptions.Singleline)[^1].Groups[1].Value;
        var lines = source.Select(line => line.Trim()).ToHashSet();
        var wanted = program.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.NotEmpty(wanted);
        Assert.All(wanted, line => Assert.Contains(line, lines));
    }
}
