using Vireo.Testing;
using Vireo.Vision.Lint;
using Xunit.Abstractions;

namespace Vireo.Vision.Tests.Lint;

/// <summary>What is planted is found, once, under its code; where nothing is wrong nothing is said.</summary>
public sealed class PlantedDataTests(ITestOutputHelper output) : IDisposable
{
    private static readonly LintOptions Options = new() { ImageSize = 128 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_planted_fault_is_reported_once_with_its_code_and_place()
    {
        var data = new PlantedData(_folder);
        data.WriteFaulty();

        var report = Linter.Run(data.Root, Options);
        foreach (var finding in report.Findings) output.WriteLine($"{finding.Code} {finding.Path}: {finding.Message}");

        Assert.Equal(data.Planted.OrderBy(p => p.Code).ThenBy(p => p.Path), report.Findings.Select(f => (f.Code, f.Path)).OrderBy(p => p.Code).ThenBy(p => p.Path));
        Assert.Equal(data.Planted.Count, data.Planted.Select(p => p.Code).Distinct().Count());
        Assert.True(data.Planted.Count >= 36, $"{data.Planted.Count} kinds");
        Assert.Equal(3, report.ExitCode);
    }

    [Fact]
    public void A_clean_set_has_no_finding()
    {
        var data = new PlantedData(_folder);
        data.WriteClean();

        var report = Linter.Run(data.Root, Options);

        Assert.Empty(report.Findings.Select(f => $"{f.Code} {f.Path}: {f.Message}"));
        Assert.Equal((0, 108, 3), (report.ExitCode, report.Summary.Images, report.Summary.Classes));
    }

    [Fact]
    public void The_sample_data_set_has_no_error_and_no_warning()
    {
        Vision.Samples.SampleSets.Create("insects", _folder["insects"], new() { TrainIndividuals = 6, ValIndividuals = 4 });

        var report = Linter.Run(_folder["insects"], new() { ImageSize = 96 });

        Assert.Empty(report.Findings.Where(f => f.Severity != LintSeverity.Note).Select(f => $"{f.Code} {f.Path}: {f.Message}"));
    }
}
