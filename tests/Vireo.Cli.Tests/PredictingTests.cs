using System.Text.Json;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Vision.Imaging;

namespace Vireo.Cli.Tests;

/// <summary>Ensembles and large images on the command line.</summary>
public sealed class PredictingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_run_in_their_order()
    {
        Dictionary<string, string> outputs = [];
        foreach (var words in PageCommands.Of("predicting.md", 9))
            outputs[$"{words[0]} {words[1]}"] = VireoProcess.RunIn(_folder.Path, words).Succeeded().Output;

        var both = ModelEnsemble.Open(_folder["both.vireo"]);
        Assert.Equal([2.0 / 3, 1.0 / 3], both.Weights);
        Assert.Equal([32, 48], both.Members.Select(m => m.Description.Preprocessing.Size));
        Assert.StartsWith("100 images: top-1 ", outputs["eval both.vireo"], StringComparison.Ordinal);
        Assert.Equal(outputs["predict both.vireo"], outputs["predict both.onnx"]);
        // 128 pixels by tiles of 48 with 16 in common: 0, 32, 64 and 80.
        Assert.Contains("128x128, 16 tiles", outputs["predict runs/a"], StringComparison.Ordinal);
        Assert.Equal(new(128, 128), ImageFile.Read(_folder["map.png"]).Size);
    }

    [Fact]
    public void Tiles_are_printed_with_their_places()
    {
        ModelBundle.OfZoo("mobilenet_v3_small", 3, 32).Save(_folder["a.vireo"]);
        _folder.Add("large.png", TinyData.Picture(0)); // 24 pixels
        _folder.Add("bad.png", "no picture");
        var done = VireoProcess.Run(
            "predict", _folder["a.vireo"], _folder["large.png"], _folder["bad.png"], "--tile", "16", "--overlap", "4",
            "--top", "2", "--json");
        Assert.Equal(3, done.Exit);
        var lines = done.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var line = JsonDocument.Parse(lines[0]);
        var root = line.RootElement;
        Assert.Equal((24, 24, 16, 4), (Number(root, "width"), Number(root, "height"), Number(root, "tile"), Number(root, "overlap")));
        Assert.Equal(2, root.GetProperty("top").GetArrayLength());
        Assert.Equal([(0, 0), (8, 0), (0, 8), (8, 8)], root.GetProperty("tiles").EnumerateArray()
            .Select(tile => (Number(tile.GetProperty("place"), "x"), Number(tile.GetProperty("place"), "y"))));
        Assert.All(root.GetProperty("tiles").EnumerateArray(), tile => Assert.Equal(2, tile.GetProperty("top").GetArrayLength()));
        Assert.Contains("VIR1104", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VIR2824", "predict", "resnet18", "a.png", "--overlap", "3")]
    [InlineData("VIR2824", "predict", "resnet18", "a.png", "a.png", "--tile", "32", "--output", "map.png")]
    [InlineData("VIR2824", "predict", "resnet18", "a.png", "--tile", "32", "--output", "map.txt")]
    [InlineData("VIR2823", "predict", "small.vireo", "a.png", "--tile", "32", "--overlap", "32")]
    [InlineData("VIR2825", "predict", "small.vireo", "a.png", "--tile", "32", "--output", "map.png", "--map-class", "x")]
    [InlineData("VIR2805", "export", "small.vireo", "mobilenet_v3_small", "--output", "both.vireo")]
    [InlineData("VIR2806", "export", "small.vireo", "small.vireo", "--weights", "1,2,3", "--output", "both.vireo")]
    [InlineData("VIR3202", "export", "small.vireo", "small.vireo", "--weights", "1,0", "--output", "both.vireo")]
    [InlineData("VIR2808", "export", "small.vireo", "small.vireo", "--raw", "--output", "both.onnx")]
    public void What_is_wrong_is_said(string code, params string[] arguments)
    {
        _folder.Add("a.png", TinyData.Picture(0));
        if (arguments.Contains("small.vireo"))
            ModelBundle.OfZoo("mobilenet_v3_small", 3, 32).Save(_folder["small.vireo"]);
        var result = VireoProcess.RunIn(_folder.Path, arguments);
        Assert.Equal(2, result.Exit);
        Assert.Contains($"error {code}: ", result.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "both.*").Concat(Directory.GetFiles(_folder.Path, "map.*")));
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
