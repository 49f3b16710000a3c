using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Compression;
using Vireo.Training.Config;
using Vireo.Vision.Datasets;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo export --int8</c> as a process.</summary>
public sealed class Int8ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_of_the_page_run_in_their_order()
    {
        const int Calibrated = 7, Learned = 4;
        string[] outputs =
        [
            .. PageCommands.Of("quantisation.md", Calibrated, Learned)
                .Select(words => VireoProcess.RunIn(_folder.Path, words).Succeeded().Output),
        ];

        // In single precision it is the run but for filters that were rounded.
        Assert.StartsWith("100 images: top-1 0.", outputs[Calibrated - 1], StringComparison.Ordinal);
        using (var run = Predictor.Load(_folder["runs/insects"]))
        using (var rounded = Predictor.Load(_folder["insects-int8.vireo"], precision: PrecisionChoice.F32))
        {
            var image = ImageSearch.Find([_folder["insects/val"]])[0];
            var (one, other) = (run.Predict(image), rounded.Predict(image));
            Assert.Equal(one.Probability, other.Probability, 0.05);
            Assert.NotEqual(one.Probability, other.Probability);
        }

        Assert.NotNull(ModelBundle.Open(_folder["insects-int8.vireo"]).Description.Quantisation);
        Assert.Equal(QuantMode.Lsq, ModelBundle.Open(_folder["bytes.vireo"]).Description.Quantisation?.Learned);

        // Those it learned from, by class, and none of those it is judged by.
        var images = Directory.GetFiles(_folder["insects/train"], "*.png", SearchOption.AllDirectories);
        Array.Sort(images, StringComparer.Ordinal);
        Assert.InRange(images.Length, CalibrationImages.Most + 1, int.MaxValue);
        string[] named = ["--output", "named.vireo", "--data", "insects/train"];
        VireoProcess.RunIn(_folder.Path, ["export", "runs/insects", "--int8", .. named]).Succeeded();
        Assert.Equal(File.ReadAllBytes(_folder["insects-int8.vireo"]), File.ReadAllBytes(_folder["named.vireo"]));
        Directory.Move(_folder["insects"], _folder["elsewhere"]);
        var gone = VireoProcess.RunIn(_folder.Path, ["export", "runs/insects", "--int8", "--output", "gone.vireo"]);
        Assert.Equal(2, gone.Exit);
        Assert.Contains("VIR2853", gone.Errors, StringComparison.Ordinal);
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
}
