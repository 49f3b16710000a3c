using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo weights</c> as a process: what it prints, writes and refuses.</summary>
public sealed class WeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_prints_a_table_with_totals_and_JSON_for_programs()
    {
        var table = VireoProcess.Run("weights", "list", Fixture("state.npz")).Succeeded();

        Assert.Equal(["name", "shape", "dtype", "bytes"], Words(table.Lines[0]));
        Assert.Equal(["conv.weight", "[2,", "3,", "4]", "F32", "96"], Words(table.Lines[1]));
        // 24 + 4 + 2 + 2 + 2 + 2 + 2 + 3 + 3 + 1 elements; half and short are widened to four bytes.
        Assert.Equal("11 tensors, 45 elements (45), 176 bytes (176 B); Npz", table.Lines[^1]);

        var json = VireoProcess.Run("weights", "list", Fixture("checkpoint.pth"), "--json").Succeeded();
        using var parsed = JsonDocument.Parse(json.Output);
        var tensor = parsed.RootElement.GetProperty("tensors")[0];
        Assert.Equal("TorchZip", parsed.RootElement.GetProperty("format").GetString());
        Assert.Equal("state_dict.module.conv.weight", tensor.GetProperty("name").GetString());
        Assert.Equal([2, 1, 3, 3], tensor.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()));
        Assert.Equal("12", parsed.RootElement.GetProperty("metadata").GetProperty("epoch").GetString());
    }

    [Fact]
    public void Convert_goes_round_all_formats_and_ends_with_the_same_tensors()
    {
        var path = Fixture("state-protocol2.pdparams");
        var before = Tensors(path);
        foreach (var extension in (string[])["safetensors", "pth", "npz", "pt", "safetensors"])
        {
            var next = _folder[$"{Guid.NewGuid():N}.{extension}"];
            VireoProcess.Run("weights", "convert", path, next).Succeeded();
            path = next;
        }

        Assert.Equal(before, Tensors(path));
    }

    [Fact]
    public void Convert_replaces_a_file_by_force_only_and_says_what_it_leaves_out()
    {
        var target = _folder.Add("there.npz", "precious");

        Fails(2, "VIR2014", "--force", "weights", "convert", Fixture("checkpoint.pth"), target);
        Assert.Equal("precious", File.ReadAllText(target));

        var done = VireoProcess.Run("weights", "convert", Fixture("checkpoint.pth"), target, "--force").Succeeded();
        Assert.Contains("were left out", done.Errors);
        Assert.Contains($"in {target}", done.Output);
        Assert.Equal([target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Wrong_usage_ends_with_two_and_bad_files_with_four_and_nothing_is_written()
    {
        Fails(2, "VIR2015", ".safetensors", "weights", "convert", Fixture("state.npz"), _folder["x.onnx"]);
        Fails(2, "VIR2015", ".npz", "weights", "convert", Fixture("state.npz"), _folder["x.npy"]);
        Fails(2, "VIR3202", "TO", "weights", "convert", Fixture("state.npz"));
        Fails(2, "VIR3201", "Did you mean 'list'?", "weights", "lst", Fixture("state.npz"));
        Fails(4, "VIR2001", "none.pth", "weights", "list", _folder["none.pth"]);
        Fails(4, "VIR2009", "no weight file", "weights", "list", Path.Combine(RepositoryFiles.Root, "README.md"));
        Fails(4, "VIR2007", "refuses to run posix.system (os.system).", "weights", "list", Fixture("hostile-system.pth"));
        Fails(4, "VIR2007", "os.system", "weights", "convert", Fixture("hostile-text.pdparams"), _folder["x.npz"]);
        var cut = _folder.Add("cut.pth", File.ReadAllBytes(Fixture("state.pth")).AsSpan(0, 900));
        Fails(4, "VIR2002", "truncated", "weights", "convert", cut, _folder["x.npz"]);

        Assert.Equal([cut], Directory.GetFiles(_folder.Path));
        Assert.False(File.Exists("vireo-was-here"));
    }

    [Fact]
    public void A_training_starts_from_a_file_of_PyTorch()
    {
        var data = TinyData.Write(_folder, "data", each: 3);
        VireoProcess.Run(Train(data, "first")).Succeeded();
        var weights = Directory.GetFiles(_folder["first"], "model.safetensors", SearchOption.AllDirectories)[0];
        VireoProcess.Run("weights", "convert", weights, _folder["first.pth"]).Succeeded();

        var from = $"init.weights={_folder["first.pth"]}";
        var second = VireoProcess.Run([.. Train(data, "second"), "-o", from]).Succeeded();
        Assert.DoesNotContain("drawn afresh", second.Errors);
        var other = VireoProcess.Run([.. Train(data, "third"), "-o", $"init.weights={Fixture("state.pth")}"]);
        Assert.Equal(4, other.Exit);
        Assert.Contains("VIR2011", other.Errors);
    }

    private string[] Train(string data, string run) =>
    [
        "train", "--data", data, "--batch-size", "4", "--image-size", "32", "--output", _folder[run],
        "-o", "train.epochs=1",
    ];

    [Fact]
    public void Help_has_an_example()
    {
        foreach (var command in (string[][])[["weights"], ["weights", "list"], ["weights", "convert"]])
        {
            Assert.Contains("vireo weights", VireoProcess.Run([.. command, "--help"]).Succeeded().Output);
        }
    }

    [Fact]
    public void The_commands_of_the_page_about_weights_run()
    {
        File.Copy(Fixture("checkpoint.pth"), _folder["resnet18.pth"]);
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "weights.md"));
        var commands = page.Split('\n').Where(line => line.StartsWith("./vireo ", StringComparison.Ordinal)).ToList();

        Assert.Equal(5, commands.Count);
        foreach (var command in commands)
        {
            var words = Words(command)[1..].Select(word => word.Contains('.') ? _folder[word] : word);
            VireoProcess.Run(words).Succeeded();
        }
    }

    private static string Fixture(string name) => RepositoryFiles.Golden($"weights/{name}");

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static List<string> Tensors(string path)
    {
        var lines = VireoProcess.Run("weights", "list", path).Succeeded().Lines;
        return [.. lines[1..^1].Select(line => string.Join(' ', Words(line)))];
    }

    private static void Fails(int exit, string code, string says, params string[] arguments)
    {
        var result = VireoProcess.Run(arguments);
        Assert.True(exit == result.Exit, $"exit code {result.Exit} for {string.Join(' ', arguments)}\n{result.Errors}");
        Assert.Contains($"error {code}", result.Errors);
        Assert.Contains(says, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }
}
