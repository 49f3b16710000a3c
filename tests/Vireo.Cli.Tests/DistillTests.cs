using System.Text.RegularExpressions;
using Vireo.Testing;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo train -o distill.teacher=...</c> as a process.</summary>
public sealed class DistillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_run_in_their_order()
    {
        foreach (var words in PageCommands.Of("distillation.md", 6))
            VireoProcess.RunIn(_folder.Path, words).Succeeded();

        // The file is the run that it was made from, to its weights' names.
        RunTeacher Teacher(string run) => RunFolder.Open(_folder[run]).ReadManifest().Teacher!;
        Assert.Equal("resnet18", Teacher("runs/student").Model);
        Assert.Matches("^[0-9a-f]{64}$", Teacher("runs/other").Hash);

        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "distillation.md"));
        var yaml = Regex.Match(page, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var read = ConfigYaml.Apply(new(), yaml, "page").Distill;
        Assert.Equal((DistillKind.Dkd, new FeaturePair("layer3", "layer4")), (read.Loss, read.Features[1]));

        var refused = VireoProcess.RunIn(_folder.Path, "train", "--data", "insects/val", "--output", "runs/wrong", "-o",
            "distill.labels=false");
        Assert.Equal(2, refused.Exit);
        Assert.Contains("VIR2860", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["runs/wrong"]));
    }
}
