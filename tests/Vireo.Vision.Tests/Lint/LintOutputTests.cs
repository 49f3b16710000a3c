using System.Text.Json;
using Vireo.Testing;
using Vireo.Vision.Lint;

namespace Vireo.Vision.Tests.Lint;

/// <summary>Reports for programs, cleaned lists, and the table of rules.</summary>
public sealed class LintOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_has_exactly_the_documented_shape()
    {
        using var json = Written((report, stream) => report.WriteJson(stream));

        Assert.Equal(["findings", "summary"], json.RootElement.EnumerateObject().Select(p => p.Name));
        foreach (var finding in json.RootElement.GetProperty("findings").EnumerateArray())
            Assert.Equal(["code", "severity", "path", "message", "fix"], finding.EnumerateObject().Select(p => p.Name));
        var summary = json.RootElement.GetProperty("summary");
        Assert.Equal(2, summary.GetProperty("errors").GetInt32());
        Assert.Equal(1, summary.GetProperty("codes").GetProperty("VIR1203").GetInt32());
        Assert.Contains("blue/ümlaut leer.png", json.RootElement.GetRawText());
    }

    [Fact]
    public void Sarif_names_its_schema_all_rules_and_a_place_for_each_result()
    {
        using var json = Written((report, stream) => report.WriteSarif(stream, "1.2.3"));

        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var run = json.RootElement.GetProperty("runs")[0];
        var driver = run.GetProperty("tool").GetProperty("driver");
        var rules = driver.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToList();
        Assert.Equal(LintRules.All.Select(rule => rule.Code), rules);
        Assert.NotEmpty(run.GetProperty("results").EnumerateArray());
        foreach (var result in run.GetProperty("results").EnumerateArray())
        {
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()]);
            Assert.Contains(result.GetProperty("level").GetString(), new[] { "error", "warning", "note" });
            var place = result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");
            Assert.DoesNotContain(' ', place.GetProperty("uri").GetString()!);
        }
    }

    [Fact]
    public void Cleaned_lists_leave_out_what_is_bad_and_replace_nothing()
    {
        var report = Linter.Run(WriteData());
        var before = Contents();

        var lists = CleanLists.Write(report);

        Assert.Equal([("list.clean.txt", 40, 4)], lists.Select(l => (Path.GetFileName(l.Path), l.Kept, l.LeftOut)));
        var lines = File.ReadAllLines(_folder["data/list.clean.txt"]);
        Assert.Contains("blue/00.png 0", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("blue/copy.png", StringComparison.Ordinal)
            || line.Contains("leer", StringComparison.Ordinal) || line.Contains("99", StringComparison.Ordinal));
        Assert.Equal(["blue", "red"], File.ReadAllLines(_folder["data/classes.txt"]));
        Assert.Equal("VIR1292", Assert.Throws<UsageException>(() => CleanLists.Write(report)).Code);
        foreach (var (path, content) in before) Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Empty(Linter.Run(_folder["data/list.clean.txt"], new() { ImageSize = 96 }).Findings.Select(f => f.Message));
    }

    [Fact]
    public void Cleaned_lists_of_lists_keep_their_form()
    {
        var data = new PlantedData(_folder);
        data.WriteFaulty();

        CleanLists.Write(Linter.Run(data.Root, new() { ImageSize = 128 }));

        var left = LintSource.Read(data.Root);
        Assert.Equal(["train_list.txt", "val_list.txt"], left.Lists);
        var codes = Linter.Run(_folder["data/train_list.clean.txt"], new() { ImageSize = 128 }).Findings
            .Where(f => f.Severity == LintSeverity.Error).Select(f => f.Code);
        Assert.Empty(codes);
    }

    [Fact]
    public void A_code_belongs_to_one_rule_and_every_rule_says_why_and_what_to_do()
    {
        Assert.Equal(LintRules.All.Count, LintRules.All.Select(rule => rule.Code).Distinct().Count());
        Assert.Equal(LintRules.All.Select(rule => rule.Code).Order(StringComparer.Ordinal), LintRules.All.Select(rule => rule.Code));
        foreach (var rule in LintRules.All)
        {
            Assert.Matches("^VIR12[0-8][0-9]$", rule.Code);
            Assert.Equal(rule, LintRules.Find(rule.Code));
            Assert.All(new[] { rule.Title, rule.Why, rule.Fix }, text => Assert.True(text.Length > 8, rule.Code));
            Assert.EndsWith(".", rule.Why);
            Assert.EndsWith(".", rule.Fix);
        }
    }

    [Fact]
    public void The_documentation_lists_every_rule_as_it_is()
    {
        var rows = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "docs/lint.md"))
            .Where(line => line.StartsWith("| VIR12", StringComparison.Ordinal));

        Assert.Equal(LintRules.All.Select(r => $"| {r.Code} | {LintJson.Word(r.Severity)} | {r.Title} | {r.Why} | {r.Fix} |"), rows);
    }

    [Fact]
    public void Data_that_does_not_exist_or_holds_no_image_is_refused()
    {
        Directory.CreateDirectory(_folder["nothing"]);

        Assert.Equal("VIR1291", Assert.Throws<BadDataException>(() => Linter.Run(_folder["nothing"])).Code);
        var missing = Assert.Throws<BadDataException>(() => Linter.Run(_folder["nothin"]));
        Assert.Equal("VIR1290", missing.Code);
        Assert.Contains("Did you mean 'nothing'?", missing.Message);
    }

    private string WriteData()
    {
        ulong seed = 100;
        foreach (var (label, name) in new[] { (0, "blue"), (1, "red") })
            for (var i = 0; i < 20; i++) _folder.Add($"data/{name}/{i:00}.png", Pictures.Png(Pictures.Make(seed++, label)));
        _folder.Add("data/blue/copy.png", File.ReadAllBytes(_folder["data/blue/01.png"]));
        _folder.Add("data/blue/ümlaut leer.png");
        var both = Pictures.Png(Pictures.Make(seed, 1));
        _folder.Add("data/red/99.png", both);
        _folder.Add("data/blue/99.png", both);
        return _folder["data"];
    }

    private JsonDocument Written(Action<LintReport, Stream> write)
    {
        using var stream = new MemoryStream();
        write(Linter.Run(WriteData()), stream);
        return JsonDocument.Parse(stream.ToArray());
    }

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(_folder["data"], "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, File.ReadAllBytes);
}
