using System.Text.Json;
using Vireo.Testing;
using Vireo.Training.Bundles;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo export</c> and <c>vireo verify</c> as processes.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_run_in_their_order()
    {
        Dictionary<string, string> outputs = [];
        foreach (var words in PageCommands.Of("export.md", 13))
            outputs[$"{words[0]} {words[1]}"] = VireoProcess.RunIn(_folder.Path, words).Succeeded().Output;

        Assert.Contains("All agree.", outputs["verify insects.vireo"], StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["insects.onnx"]) && File.Exists(_folder["insects-raw.onnx"]));
        Assert.Equal("CC-BY-4.0", ModelBundle.Open(_folder["insects.vireo"]).Description.Origin.Licence);

        // The run, the bundle and both ONNX files are one model.
        Assert.Equal(outputs["predict insects.vireo"], outputs["predict insects.onnx"]);
        Assert.Equal(outputs["predict insects.vireo"], outputs["predict insects-raw.onnx"]);
        Assert.Equal(outputs["eval insects.vireo"], outputs["eval insects.onnx"]);
        Assert.Equal(outputs["eval insects.vireo"],
            VireoProcess.RunIn(_folder.Path, "eval", "runs/insects", "--data", "insects").Succeeded().Output);
        Assert.Equal(outputs["predict insects.vireo"],
            VireoProcess.RunIn(_folder.Path, "predict", "runs/insects", "insects/val", "--top", "2").Succeeded().Output);
    }

    [Fact]
    public void Export_says_what_it_wrote_and_verify_notices_another_model()
    {
        ModelBundle.OfZoo("mobilenet_v3_small", 4, 32).Save(_folder["a.vireo"]);
        var done = VireoProcess.Run(
            "export", _folder["a.vireo"], "--output", _folder["a.onnx"], "--opset", "15", "--threshold", "0.5", "--json");
        using var line = JsonDocument.Parse(done.Succeeded().Output);
        Assert.Equal("onnx", line.RootElement.GetProperty("form").GetString());
        Assert.Equal(15, line.RootElement.GetProperty("opset").GetInt32());
        Assert.Equal(new FileInfo(_folder["a.onnx"]).Length, line.RootElement.GetProperty("bytes").GetInt64());
        Assert.Contains("random weights", done.Errors, StringComparison.Ordinal);

        _folder.Add("photos/a.png", TinyData.Picture(0));
        _folder.Add("photos/b.png", "no image");
        var verify = VireoProcess.Run("verify", _folder["a.vireo"], "--data", _folder["photos"], "--json").Succeeded();
        using var report = JsonDocument.Parse(verify.Output);
        Assert.True(report.RootElement.GetProperty("agrees").GetBoolean());
        Assert.Equal(1, report.RootElement.GetProperty("images").GetInt32());
        Assert.Equal(1, report.RootElement.GetProperty("unreadable").GetInt32());
        Assert.Equal("plan", report.RootElement.GetProperty("ways")[0].GetProperty("way").GetString());

        // What agrees to single precision does not agree to nothing at all, or it was not compared.
        Assert.Equal(1, VireoProcess.Run(
            "verify", _folder["a.vireo"], "--data", _folder["photos"], "--tolerance", "-1").Exit);
    }

    [Theory]
    [InlineData(2, "VIR2812", "export", "resnet18", "--output", "model.pth")]
    [InlineData(2, "VIR2813", "export", "resnet18", "--output", "model.vireo", "--raw")]
    [InlineData(2, "VIR2848", "export", "resnet18", "--output", "model.onnx", "--any-size")]
    [InlineData(2, "VIR3202", "export", "resnet18", "--output", "model.onnx", "--opset", "12")]
    [InlineData(2, "VIR3020", "export", "resnet19", "--output", "model.onnx")]
    [InlineData(4, "VIR2001", "predict", "missing.vireo", "image.png")]
    [InlineData(4, "VIR2830", "predict", "missing.onnx", "image.png")]
    [InlineData(2, "VIR3202", "predict", "missing.onnx", "image.png", "--mean", "1,2")]
    [InlineData(2, "VIR2845", "predict", "missing.onnx", "image.png", "--classes", "missing.txt")]
    [InlineData(4, "VIR2001", "verify", "missing.vireo", "--data", ".")]
    public void What_is_wrong_is_said(int exit, string code, params string[] arguments)
    {
        _folder.Add("image.png", TinyData.Picture(0));
        var result = VireoProcess.RunIn(_folder.Path, arguments);

        Assert.Equal(exit, result.Exit);
        Assert.StartsWith($"error {code}: ", result.Errors, StringComparison.Ordinal);
        Assert.Equal([_folder["image.png"]], Directory.GetFileSystemEntries(_folder.Path));
    }
}
