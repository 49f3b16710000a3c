using Vireo.Testing;

namespace Vireo.Goldens.Tests;

/// <summary><c>docs/operators.md</c> tells the truth.</summary>
public sealed class OperatorTableTests
{
    private static readonly string s_path = Path.Combine(RepositoryFiles.Root, "docs", "operators.md");

    [Fact]
    public void The_page_is_what_the_code_says()
    {
        var rows = OperatorTable.Rows();
        if (!Native.OneDnn.IsAvailable) TakeOneDnnColumn(rows);
        var page = OperatorTable.Page(rows);
        if (Environment.GetEnvironmentVariable("VIREO_APPROVE") == "1") File.WriteAllText(s_path, page);

        Assert.True(File.Exists(s_path), "docs/operators.md is missing; VIREO_APPROVE=1 writes it.");
        var (found, expected) = (File.ReadAllLines(s_path), page.TrimEnd('\n').Split('\n'));
        Assert.True(
            found.SequenceEqual(expected),
            "docs/operators.md is out of date; VIREO_APPROVE=1 writes it anew:\n"
            + string.Join('\n', found.Except(expected).Select(l => $"- {l}"))
            + "\n" + string.Join('\n', expected.Except(found).Select(l => $"+ {l}")));
    }

    [SkippableFact]
    public void The_page_says_what_oneDNN_offers()
    {
        Skip.If(!Native.OneDnn.IsAvailable, "oneDNN is not installed: its column of docs/operators.md is not compared.");
        The_page_is_what_the_code_says();
    }

    // Without oneDNN nobody can tell what it would offer: the column stays as it is.
    private static void TakeOneDnnColumn(List<string[]> rows)
    {
        var known = !File.Exists(s_path) ? [] : File.ReadLines(s_path)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 8)
            .ToDictionary(cells => cells[1], cells => cells[OperatorTable.OneDnnColumn + 1]);
        foreach (var row in rows)
        {
            row[OperatorTable.OneDnnColumn] = known.GetValueOrDefault(row[0], "not known");
        }
    }
}
