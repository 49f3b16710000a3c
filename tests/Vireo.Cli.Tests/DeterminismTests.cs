using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary>The number of threads changes the time, not the weights.</summary>
public sealed class DeterminismTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("VIREO_DETERMINISTIC", "1")]
    [InlineData("VIREO_NATIVE", "-onednn")]
    public void Weights_are_bit_identical_for_one_two_and_four_threads(string variable, string value)
    {
        var data = TinyData.Write(_folder, "data", each: 8);
        var weights = new List<byte[]>();
        foreach (var threads in (int[])[1, 2, 4])
        {
            var run = _folder[$"run{threads}"];
            VireoProcess.RunWith(
                variable, value, "train", "--data", data, "--model", "mobilenet_v3_small", "--epochs", "1",
                "--batch-size", "4", "--image-size", "32", "--seed", "7", "--output", run,
                "-o", $"train.threads={threads}").Succeeded();
            var checkpoint = Assert.Single(Directory.GetDirectories(Path.Combine(run, "checkpoints"), "step-*"));
            weights.Add(File.ReadAllBytes(Path.Combine(checkpoint, "model.safetensors")));
        }

        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
    }
}
