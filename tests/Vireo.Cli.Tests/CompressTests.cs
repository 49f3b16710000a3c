using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo compress</c> as a process.</summary>
public sealed class CompressTests : IDisposable
{
    private const int NothingGained = 1;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_run_in_their_order()
    {
        List<VireoProcess.Result> results = [];
        foreach (var words in PageCommands.Of("compression.md", 5))
        {
            var result = VireoProcess.RunIn(_folder.Path, words);
            // Which step is the fastest is the machine's affair.
            if (words[0] == "compress" && result.Exit == NothingGained) result = result with { Exit = 0 };
            results.Add(result.Succeeded());
        }

        var lines = results[2].Lines;
        var steps = lines.Skip(2).Select(line => line.Split(' ')[0]).ToList();
        string[] always = ["f32", "int8", "int8-trained", "pruned", "pruned-int8"];
        Assert.Equal(always, steps.Intersect(always));
        var written = Assert.Single(lines, line => line.Contains(", written", StringComparison.Ordinal));
        // `eval` finds the top-1 that the row says.
        var top1 = written.Split(' ', StringSplitOptions.RemoveEmptyEntries).First(w => w.Length == 6 && w[1] == '.');
        Assert.Contains($"top-1 {top1}", results[3].Output, StringComparison.Ordinal);
        Assert.Equal(["int8-trained", "model.vireo", "pruned", "report.html"],
            Directory.EnumerateFileSystemEntries(_folder["small"]).Select(p => Path.GetFileName(p)).Order());
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Path),
            path => path.EndsWith(".work", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bundle_is_compressed_with_images_that_are_named()
    {
        var data = TinyData.Write(_folder, "data", 6);
        var run = _folder["run"];
        VireoProcess.Run("train", "--data", data, "--epochs", "1", "--image-size", "32", "--output", run,
            "--model", "resnet18").Succeeded();
        VireoProcess.Run("export", run, "--output", _folder["model.vireo"]).Succeeded();
        var done = VireoProcess.Run(
            "compress", _folder["model.vireo"], "--data", data, "--budget", "100%", "--keep-slower", "--json",
            "--output", _folder["small.vireo"]).Succeeded();
        using var line = JsonDocument.Parse(done.Output);
        var it = line.RootElement;
        Assert.Equal("int8", it.GetProperty("written").GetString());
        Assert.Equal(100, it.GetProperty("budget_points").GetDouble());
        // Three classes of six: one of each is looked at, five judge.
        Assert.Equal((15, 3), (it.GetProperty("images").GetInt32(), it.GetProperty("calibration_images").GetInt32()));
        Assert.Contains("one set", done.Errors, StringComparison.Ordinal);
        var rows = it.GetProperty("steps").EnumerateArray().ToDictionary(r => r.GetProperty("step").GetString()!);
        var bytes = rows["int8"].GetProperty("file_bytes").GetInt64();
        Assert.Equal(new FileInfo(_folder["small.vireo"]).Length, bytes);
        Assert.InRange(bytes, 11_000_000, 0.26 * rows["f32"].GetProperty("file_bytes").GetInt64());
        Assert.Equal(21, rows["int8"].GetProperty("int8_layers").GetInt32());
        Assert.Equal("kept", rows["int8"].GetProperty("verdict").GetString());
        Assert.True(rows["int8"].GetProperty("p95_ms").GetDouble() >= rows["int8"].GetProperty("p50_ms").GetDouble());
        Assert.Equal(21, it.GetProperty("sensitivity").GetArrayLength());
        Assert.True(File.Exists(_folder["small.html"]));

        Wrong("VIR2875", _folder["small.vireo"], "--data", data);
        Wrong("VIR2875", _folder["model.vireo"], "--data", data, "--prune", "0.5");
        Wrong("VIR2876", _folder["model.vireo"]);
        Wrong("VIR2878", run, "--output", run);
        Wrong("VIR2879", run, "--prune", "1.5");
        Wrong("VIR3202", run, "--budget", "0.5");
        Wrong("VIR3202", run, "--budget", "-1%");
        Wrong("VIR3202", run, "--budget", "NaN");
        Wrong("VIR3202", run, "--budget", "101%");
        Wrong("VIR3202", run, "--epochs", "0");
        Wrong("VIR3104", _folder["missing"]);
    }

    [SkippableFact]
    public void Who_is_interrupted_finds_nothing_half_written()
    {
        Skip.If(OperatingSystem.IsWindows(), "There are no signals.");
        var data = TinyData.Write(_folder, "data", 6);
        VireoProcess.Run("train", "--data", data, "--epochs", "1", "--image-size", "32", "--output", _folder["run"])
            .Succeeded();
        using var process = VireoProcess.Start(
            "compress", _folder["run"], "--prune", "0.5", "--epochs", "1000", "--output", _folder["small"]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        bool IsLearning() => Directory.EnumerateDirectories(_folder.Path, "small.*.work")
            .Any(work => File.Exists(Path.Combine(work, "pruned", "manifest.json")));
        while (!IsLearning() && !process.HasExited && watch.Elapsed < TimeSpan.FromMinutes(5)) Thread.Sleep(20);
        process.Signal("INT");
        var stopped = process.Wait();
        Assert.Equal(130, stopped.Exit);
        Assert.Equal(["data", "run"],
            Directory.EnumerateFileSystemEntries(_folder.Path).Select(p => Path.GetFileName(p)).Order());
    }

    private static void Wrong(string code, params string[] arguments)
    {
        var result = VireoProcess.Run(["compress", .. arguments]);
        Assert.True(result.Errors.StartsWith($"error {code}: ", StringComparison.Ordinal), result.Errors);
        Assert.Equal(2, result.Exit);
    }
}
