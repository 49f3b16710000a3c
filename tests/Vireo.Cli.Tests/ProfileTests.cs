using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo profile</c> as a process.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_has_phases_ops_and_kernels_whose_times_agree_and_the_trace_has_every_step()
    {
        var trace = _folder["out/trace.json"];
        var output = VireoProcess.Run(
            "profile", "resnet18", "--batch-size", "2", "--image-size", "32", "--classes", "3", "--steps", "2",
            "--trace", trace, "--json").Succeeded().Output;

        using var parsed = JsonDocument.Parse(output);
        var profile = parsed.RootElement;
        Assert.Equal(("resnet18", 3, 2, 32), (profile.GetProperty("model").GetString(), Number("classes"), Number("images"),
            Number("image_size")));
        int Number(string name) => profile.GetProperty(name).GetInt32();
        double Sum(string list) => profile.GetProperty(list).EnumerateArray().Sum(e => e.GetProperty("ms").GetDouble());
        Assert.Equal(2, profile.GetProperty("steps_ms").GetArrayLength());
        Assert.Equal(["load", "forward", "backward", "update"],
            profile.GetProperty("phases").EnumerateArray().Select(e => e.GetProperty("name").GetString()!));
        var measured = profile.GetProperty("measured").GetDouble() * profile.GetProperty("step_ms").GetDouble();
        foreach (var list in (string[])["phases", "ops", "kernels"]) Assert.Equal(measured, Sum(list), 0.001);

        using var events = JsonDocument.Parse(File.ReadAllBytes(trace));
        var names = events.RootElement.GetProperty("traceEvents").EnumerateArray()
            .Select(e => e.GetProperty("name").GetString()).ToList();
        Assert.Contains("step 2", names);
        // Twenty convolutions, and the fully connected layer is none.
        Assert.Equal(2 * 20, names.Count(name => name == "conv2d"));
    }

    [Fact]
    public void Help_has_an_example_and_mistakes_are_named()
    {
        Assert.Contains("vireo profile resnet18", VireoProcess.Run("profile", "--help").Succeeded().Output);
        Assert.Equal(2, VireoProcess.Run("profile", "resnet18", "--steps", "0").Exit);
        var unknown = VireoProcess.Run("profile", "resnet19");
        Assert.Equal(2, unknown.Exit);
        Assert.Contains("error VIR3020", unknown.Errors);
    }

    [Fact]
    public void The_commands_of_the_page_about_profiling_run()
    {
        TinyData.Write(_folder, "photos", each: 8);
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "profiling.md"));
        var commands = page.Split('\n').Where(line => line.StartsWith("./vireo ", StringComparison.Ordinal)).ToList();

        Assert.Equal(6, commands.Count);
        foreach (var command in commands)
        {
            var words = command.Split(' ')[1..].Select(word =>
                word is "trace.json" or "photos" or "runs/photos" ? _folder[word] : word);
            var result = VireoProcess.Run(words).Succeeded();
            if (words.First() == "train") Assert.Matches(@"  data \d+%  ", result.Output);
        }

        Assert.True(File.Exists(_folder["trace.json"]));
    }
}
