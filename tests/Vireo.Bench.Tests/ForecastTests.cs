using Vireo.Testing;

namespace Vireo.Bench.Tests;

/// <summary>What <c>vireo info</c> foretells is what a process then takes.</summary>
public sealed class ForecastTests
{
    [SkippableTheory]
    [InlineData("mobilenet_v3_small", 64)]
    [InlineData("resnet18", 64)]
    public void Memory_is_foretold_within_a_tenth(string model, int size)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The peak of another process can be read on Linux only.");
        var program = Path.Combine(RepositoryFiles.Root, "artifacts", "bin", "Vireo.Cli", "release", "Vireo.Cli.dll");
        using var folder = new TemporaryFolder();
        ForecastBenchmark.Draw(folder["data"], 96, size);

        var (training, inference, _) = ForecastBenchmark.Compare(
            ["dotnet", program], model, folder["data"], 8, size, 1, folder.Path, time: false);

        Assert.InRange(training.Error, -0.1, 0.1);
        Assert.InRange(inference.Error, -0.1, 0.1);
    }
}
