using Vireo.Testing;

namespace Vireo.Cli.Tests;

public sealed class LoadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_about_loading_run()
    {
        TinyData.Write(_folder, "photos", each: 12);
        var commands = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "docs", "loading.md"))
            .Where(line => line.StartsWith("./vireo ", StringComparison.Ordinal)).ToList();

        Assert.Equal(3, commands.Count);
        foreach (var command in commands)
        {
            VireoProcess.Run(command.Split(' ')[1..].Select(word =>
                word is "photos" or "lists" or "runs/cached" or "runs/sizes" ? _folder[word]
                : word == "data.cache=cache" ? $"data.cache={_folder["cache"]}" : word)).Succeeded();
        }

        Assert.Equal([18, 9, 9], new[] { "train", "val", "test" }.Select(part =>
            File.ReadAllLines(_folder[$"lists/{part}_list.txt"]).Length));
        // 9 to judge by, and of 18 to learn from those that filled a batch: small pictures, of which no scale but the
        // whole one suffices.
        Assert.InRange(Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories).Length, 9 + 16, 27);
    }
}
