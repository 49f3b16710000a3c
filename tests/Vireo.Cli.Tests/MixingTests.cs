using Vireo.Testing;

namespace Vireo.Cli.Tests;

public sealed class MixingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_about_mixing_run_and_print_its_plan()
    {
        TinyData.Write(_folder, "photos", each: 12);
        var page = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "docs", "mixing.md"));
        var commands = page.Where(line => line.StartsWith("./vireo ", StringComparison.Ordinal)).ToList();
        var plan = page.Single(line => line.StartsWith("mixing ", StringComparison.Ordinal));

        Assert.Equal(2, commands.Count);
        var outputs = commands.Select(command => VireoProcess.Run(command.Split(' ')[1..].Select(word =>
            word is "photos" or "runs/mixed" or "runs/both" ? _folder[word] : word)).Succeeded()).ToList();
        Assert.DoesNotContain(plan, outputs[0].Output + outputs[0].Errors, StringComparison.Ordinal);
        Assert.Contains(plan, outputs[1].Output + outputs[1].Errors, StringComparison.Ordinal);
    }
}
