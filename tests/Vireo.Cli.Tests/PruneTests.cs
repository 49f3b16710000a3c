using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo prune</c> as a process.</summary>
public sealed class PruneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_run_in_their_order()
    {
        string[] outputs =
        [
            .. PageCommands.Of("pruning.md", 9)
                .Select(words => VireoProcess.RunIn(_folder.Path, words).Succeeded().Output),
        ];

        Assert.Contains("All agree.", outputs[^1], StringComparison.Ordinal);
        Assert.Contains("Best epoch 1", outputs[2], StringComparison.Ordinal);
        Assert.Contains("(50%)", outputs[2], StringComparison.Ordinal);
        Assert.Contains("layer1.0.conv2", outputs[2], StringComparison.Ordinal);
        Assert.Contains("(40%)", outputs[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_says_what_stays_of_each_layer_and_what_is_wrong_is_said()
    {
        var data = TinyData.Write(_folder, "data", 6);
        var run = _folder["run"];
        VireoProcess.Run("train", "--data", data, "--epochs", "1", "--image-size", "32", "--output", run).Succeeded();
        var done = VireoProcess.Run("prune", run, "--macs", "0.6", "--output", _folder["small"], "--json").Succeeded();
        using var line = JsonDocument.Parse(done.Output);
        var it = line.RootElement;
        var before = it.GetProperty("macs_before").GetInt64();
        Assert.InRange(it.GetProperty("macs_after").GetInt64(), 1, (long)(0.6 * before));
        Assert.True(it.GetProperty("parameters_after").GetInt64() < it.GetProperty("parameters_before").GetInt64());
        var first = it.GetProperty("groups")[0];
        Assert.Equal("features.0.0", first.GetProperty("layers")[0].GetString());
        Assert.Equal(16, first.GetProperty("before").GetInt32());
        Assert.InRange(first.GetProperty("after").GetInt32(), 4, 16);
        Assert.Contains("--resume", done.Errors, StringComparison.Ordinal);

        Wrong("VIR2873", run, "--output", run);
        Wrong("VIR3101", run, "--output", _folder["small"]);
        Wrong("VIR2872", run, "--output", _folder["b"], "--macs", "0.1", "--floor", "0.9");
        Wrong("VIR3202", run, "--output", _folder["b"], "--macs", "2");
        Wrong("VIR3202", run, "--output", _folder["b"], "--method", "l2");
        Wrong("VIR3104", _folder["missing"], "--output", _folder["b"]);
        Assert.False(Directory.Exists(_folder["b"]));
    }

    private static void Wrong(string code, params string[] arguments)
    {
        var result = VireoProcess.Run(["prune", .. arguments]);
        Assert.Equal(2, result.Exit);
        Assert.StartsWith($"error {code}: ", result.Errors, StringComparison.Ordinal);
    }
}
