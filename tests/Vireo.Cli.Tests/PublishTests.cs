using System.Runtime.InteropServices;
using System.Text.Json;
using Vireo.Testing;
using Vireo.Training.Bundles;

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
        var locks = Locks();
        var file = Publish("vireo", 60 << 20);
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
    public void The_predictor_in_one_file_answers_as_vireo_predict_from_bundle_and_onnx_without_any_library()
    {
        Skip.If(OperatingSystem.IsWindows(), "publish.sh wants a POSIX shell.");
        var file = Publish("predictor", 40_000_000, "predictor");
        ModelBundle.OfZoo("resnet18", 4, 64).Save(_folder["a.vireo"]);
        OnnxModel.Save(ModelBundle.Open(_folder["a.vireo"]), _folder["whole.onnx"]);
        OnnxModel.Save(ModelBundle.Open(_folder["a.vireo"]), _folder["raw.onnx"], raw: true);
        var picture = _folder.Add("a.png", TinyData.Picture(0));
        Directory.CreateDirectory(_folder["elsewhere"]);
        // An empty environment, but for what is said: no .NET is found by it, and no library where it is off.
        VireoProcess.Result Alone(string native, params string[] arguments) => VireoProcess.RunProgram(
            "/usr/bin/env", _folder["elsewhere"], ["-i", $"VIREO_NATIVE={native}", "VIREO_THREADS=1", file, .. arguments]);

        var expected = VireoProcess.Run("predict", _folder["a.vireo"], picture, "--top", "4", "--json").Succeeded().Output;
        foreach (var native in (string[])["", "off"])
        {
            foreach (var model in (string[])["../a.vireo", "../whole.onnx", "../raw.onnx"])
            {
                var found = Alone(native, model, picture, "--top", "4", "--json").Succeeded().Output;
                Assert.Equal(Probabilities(expected), Probabilities(found), (a, b) => Math.Abs(a - b) < 1e-5);
            }
        }

        Assert.Contains("predictor network.onnx", Alone("", "--help").Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("See `predictor --help`", Alone("", "../a.vireo").Errors, StringComparison.Ordinal);
        Assert.Equal(3, Alone("", "../a.vireo", "missing.png").Exit);
        Assert.Equal(4, Alone("", "missing.onnx", picture).Exit);
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

    private string Publish(string name, int most, params string[] program)
    {
        var published = VireoProcess.RunProgram(s_script, _folder.Path, [.. program, "--output", $"out-{name}"]);
        // Packs for a platform are no part of the repository: without a package source there is nothing to test.
        Skip.If(Environment.GetEnvironmentVariable("CI") != "true" && published.Exit != 0
            && published.Errors.Contains("error NU1", StringComparison.Ordinal), "The runtime's packs cannot be restored.");
        published.Succeeded();
        var file = Assert.Single(Directory.GetFiles(_folder[$"out-{name}"]));
        Assert.Equal(name, Path.GetFileName(file));
        Assert.InRange(new FileInfo(file).Length, 1 << 20, most);
        Assert.Single(published.Lines);
        return file;
    }

    private static Dictionary<string, string> Locks() => Directory.GetFiles(
        Path.Combine(RepositoryFiles.Root, "src"), "packages.lock.json", SearchOption.AllDirectories)
        .ToDictionary(file => file, File.ReadAllText);

    private static List<double> Probabilities(string json)
    {
        using var line = JsonDocument.Parse(json);
        return [.. line.RootElement.GetProperty("top").EnumerateArray().OrderBy(t => t.GetProperty("class").GetString())
            .Select(t => t.GetProperty("probability").GetDouble())];
    }
}
