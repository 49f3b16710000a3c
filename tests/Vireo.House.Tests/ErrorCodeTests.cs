using System.Text.RegularExpressions;

namespace Vireo.House.Tests;

/// <summary>docs/errors.md knows every code that the product can say, once.</summary>
public sealed partial class ErrorCodeTests
{
    [Fact]
    public void Every_code_in_the_sources_is_in_the_table()
    {
        var documented = Rows().Select(row => row.Code).ToHashSet();
        Repository.None(
            "Codes that docs/errors.md lacks",
            from file in Repository.Sources("src")
            from code in Code().Matches(Repository.Read(file)).Select(m => m.Value).Distinct()
            where !documented.Contains(code)
            select $"{code} in {file}");
    }

    [Fact]
    public void A_code_has_one_row_and_a_row_says_what_is_wrong_and_what_fixes_it()
    {
        var rows = Rows();
        Repository.None("Codes with more than one row", rows.CountBy(r => r.Code).Where(c => c.Value > 1).Select(c => c.Key));
        Repository.None("Rows with an empty cell", rows.Where(r => r.Cells.Any(c => c.Length == 0)).Select(r => r.Code));
        Repository.None("Two codes with the same meaning", rows.CountBy(r => r.Cells[0]).Where(c => c.Value > 1).Select(c => c.Key));
    }

    [Fact]
    public void A_code_is_thrown_from_one_folder() => Repository.None(
        "Codes that two parts of the product throw, so that they mean two things",
        from place in
            from file in Repository.Sources("src")
            from code in Literal().Matches(Repository.Read(file)).Select(m => m.Groups[1].Value).Distinct()
            select (Code: code, Folder: file[..file.LastIndexOf('/')])
        group place.Folder by place.Code into places
        where places.Distinct().Count() > 1
        select $"{places.Key}: {string.Join(", ", places.Distinct())}");

    private static List<(string Code, string[] Cells)> Rows() =>
    [
        .. from line in Repository.Lines("docs/errors.md")
           let row = Row().Match(line)
           where row.Success
           select (row.Groups[1].Value, row.Groups[2].Value.Trim().TrimEnd('|').Split('|').Select(c => c.Trim()).ToArray()),
    ];

    [GeneratedRegex(@"\bVIR\d{4}\b")]
    private static partial Regex Code();

    [GeneratedRegex("""
        "(VIR\d{4})"
        """)]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\|\s*`?(VIR\d{4})`?\s*\|(.*)$")]
    private static partial Regex Row();
}
