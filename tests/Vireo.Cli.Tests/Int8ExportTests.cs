using System.Text.RegularExpressions;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Config;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo export --int8</c> as a process.</summary>
public sealed partial class Int8ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_run_in_their_order()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "quantisation.md"));
        string[][] blocks =
        [
            .. BashBlock().Matches(page).Select(block => block.Groups[1].Value
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ];
        Assert.Equal([7, 4], blocks.Select(block => block.Length));
        var last = "";
        foreach (var command in blocks.SelectMany(block => block))
        {
            var words = command.Split(' ');
            Assert.Equal("./vireo", words[0]);
            var output = VireoProcess.RunIn(_folder.Path, words[1..]).Succeeded().Output;
            if (command == blocks[0][^1]) last = output;
        }

        // In single precision the bundle is its run.
        Assert.Equal(
            VireoProcess.RunIn(_folder.Path, "eval", "runs/insects", "--data", "insects").Succeeded().Output, last);
        Assert.NotNull(ModelBundle.Open(_folder["insects-int8.vireo"]).Description.Quantisation);
        Assert.Equal(QuantMode.Lsq, ModelBundle.Open(_folder["bytes.vireo"]).Description.Quantisation?.Learned);
    }

    [Fact]
    public void Eight_bits_need_images()
    {
        string[] export = ["export", "mobilenet_v3_small", "--output", _folder["a.vireo"]];
        var (without, alone) = (VireoProcess.Run([.. export, "--int8"]), VireoProcess.Run([.. export, "--data", "x"]));
        foreach (var refused in new[] { without, alone })
        {
            Assert.Equal(2, refused.Exit);
            Assert.Contains("VIR2852", refused.Errors, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_folder["a.vireo"]));
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex BashBlock();
}
