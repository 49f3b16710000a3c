using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo data lint</c> as people and programs use it.</summary>
public sealed class LintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public LintTests() => _data = TinyData.Write(_folder, "data", each: 8);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Good_data_gives_no_finding_and_bad_data_exit_code_3()
    {
        var good = Lint().Succeeded();
        Assert.Equal(["24 images, 3 classes: 0 errors, 0 warnings, 0 notes"], good.Lines);

        _folder.Add("data/red/cut.png", TinyData.Picture(2).AsSpan(0, 200));
        var bad = Lint();
        Assert.Equal(3, bad.Exit);
        Assert.StartsWith("error VIR1202: image file is cut off", bad.Lines[0]);
        Assert.Contains("red/cut.png", bad.Lines[1]);
        Assert.Contains("fix: ", bad.Output);
    }

    [Fact]
    public void Json_is_one_object_and_nothing_else_and_sarif_goes_to_its_file()
    {
        _folder.Add("data/red/empty.png");

        var result = Lint("--json", "--sarif", _folder["lint.sarif"], "--fix");

        Assert.Equal(3, result.Exit);
        using var json = JsonDocument.Parse(result.Output);
        var finding = json.RootElement.GetProperty("findings")[0];
        Assert.Equal("VIR1203", finding.GetProperty("code").GetString());
        Assert.Equal("red/empty.png", finding.GetProperty("path").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("summary").GetProperty("errors").GetInt32());
        using var sarif = JsonDocument.Parse(File.ReadAllText(_folder["lint.sarif"]));
        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
        Assert.Contains("24 images kept, 1 left out", result.Errors);
        Assert.Equal(24, File.ReadAllLines(_folder["data/list.clean.txt"]).Length);

        var again = Lint("--fix");
        Assert.Equal(2, again.Exit);
        Assert.Contains("error VIR1292", again.Errors);
    }

    [Fact]
    public void Folders_that_do_not_exist_are_bad_data()
    {
        var result = VireoProcess.Run("data", "lint", _folder["dta"]);

        Assert.Equal(3, result.Exit);
        Assert.Contains("error VIR1290", result.Errors);
        Assert.Contains("Did you mean 'data'?", result.Errors);
    }

    [Fact]
    public void Training_says_in_a_line_what_lint_would_find()
    {
        _folder.Add("data/red/copy.png", File.ReadAllBytes(_folder["data/red/red00.png"]));
        _folder.Add("data/red/again.png", File.ReadAllBytes(_folder["data/red/red00.png"]));

        var result = VireoProcess.Run("train", "--data", _data, "--batch-size", "4", "--image-size", "32", "--output",
            _folder["run"], "-o", "train.epochs=1").Succeeded();

        Assert.Matches(@"note: lint: \d errors, \d warnings in the data; see `vireo data lint ", result.Errors);
    }

    private VireoProcess.Result Lint(params string[] options) =>
        VireoProcess.Run(["data", "lint", _data, "--image-size", "32", .. options]);
}
