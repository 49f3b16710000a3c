using System.Runtime.InteropServices;
using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary><c>publish.sh</c>: the one file really works, on its own and from anywhere.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly string s_script = Path.Combine(RepositoryFiles.Root, "publish.sh");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void The_published_file_predicts_what_the_built_one_does_and_needs_nothing_beside_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "publish.sh wants a POSIX shell.");
        var locks = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "src"), "packages.lock.json", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.ReadAllText);
        var published = VireoProcess.RunProgram(s_script, _folder.Path, "--output", "out");
        // Packs for a platform are no part of the repository: without a package source there is nothing to test.
        Skip.If(Environment.GetEnvironmentVariable("CI") != "true" && published.Exit != 0
            && published.Errors.Contains("error NU1", StringComparison.Ordinal), "The runtime's packs cannot be restored.");
        published.Succeeded();

        var file = Assert.Single(Directory.GetFiles(_folder["out"]));
        Assert.Equal("vireo", Path.GetFileName(file));
        Assert.InRange(new FileInfo(file).Length, 1 << 20, 60 << 20);
        Assert.Single(published.Lines);
        Assert.All(locks, pair => Assert.Equal(pair.Value, File.ReadAllText(pair.Key)));

        var data = TinyData.Write(_folder, "data", each: 6);
        VireoProcess.Run("train", "--data", data, "--model", "mobilenet_v3_small", "--epochs", "1", "--batch-size", "4",
            "--image-size", "32", "--output", _folder["run"]).Succeeded();
        Directory.CreateDirectory(_folder["elsewhere"]);
        VireoProcess.Result Alone(params string[] arguments) =>
            VireoProcess.RunProgram(file, _folder["elsewhere"], arguments);

        var picture = Path.Combine(data, "red", "red00.png");
        var expected = VireoProcess.Run("predict", _folder["run"], picture, "--json").Succeeded().Output;
        Assert.Equal(Probabilities(expected), Probabilities(
            Alone("predict", "../run", picture, "--json").Succeeded().Output), (a, b) => Math.Abs(a - b) < 1e-5);
        using var doctor = JsonDocument.Parse(Alone("doctor", "--json").Succeeded().Output);
        Assert.Equal(RuntimeInformation.ProcessArchitecture.ToString(), doctor.RootElement.GetProperty("architecture").GetString(),
            ignoreCase: true);
        Assert.Contains("predict", Alone("--help").Succeeded().Output);
        Assert.Contains("--top", Alone("predict", "--help").Succeeded().Output);
        Assert.Equal(2, Alone("predikt").Exit);
        Assert.Equal(3, Alone("predict", "../run", "missing.png").Exit);
        // Learning, too, survives that unused code is cut away.
        Assert.Contains("epoch", Alone("train", "--data", data, "--epochs", "1", "--batch-size", "4", "--image-size", "32",
            "--output", "run").Succeeded().Output);
    }

    [SkippableFact]
    public void Arguments_that_make_no_sense_are_refused_before_anything_is_built()
    {
        Skip.If(OperatingSystem.IsWindows(), "publish.sh wants a POSIX shell.");
        Assert.Contains("--runtime", VireoProcess.RunProgram(s_script, _folder.Path, "--help").Succeeded().Output);
        Assert.Equal(2, VireoProcess.RunProgram(s_script, _folder.Path, "--runtime", "amiga-68k").Exit);
        Assert.Equal(2, VireoProcess.RunProgram(s_script, _folder.Path, "--runtime").Exit);
        Assert.Equal(2, VireoProcess.RunProgram(s_script, _folder.Path, "--what").Exit);
    }

    private static List<double> Probabilities(string json)
    {
        using var line = JsonDocument.Parse(json);
        return [.. line.RootElement.GetProperty("top").EnumerateArray().OrderBy(t => t.GetProperty("class").GetString())
            .Select(t => t.GetProperty("probability").GetDouble())];
    }
}
