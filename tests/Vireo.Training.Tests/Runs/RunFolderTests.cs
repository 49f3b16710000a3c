using Vireo.Testing;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_refused_resumed_or_overwritten_as_asked()
    {
        var path = _folder["runs/first"];
        Assert.Equal("VIR3103", Code(() => RunFolder.Create(path, RunMode.Resume)));
        Assert.Equal("VIR3104", Code(() => RunFolder.Open(path)));

        var run = RunFolder.Create(path, RunMode.New);
        run.WriteManifest(Manifest());
        run.WriteConfig(new());
        _folder.Add("runs/first/checkpoints/step-1/x");

        Assert.Equal("VIR3101", Code(() => RunFolder.Create(path, RunMode.New)));
        Assert.Equal(run.Path, RunFolder.Create(path, RunMode.Resume).Path);
        Assert.True(File.Exists(_folder["runs/first/checkpoints/step-1/x"]));

        RunFolder.Create(path, RunMode.Overwrite);
        Assert.Equal("VIR3104", Code(() => RunFolder.Open(path)));
        Assert.Empty(Directory.GetFileSystemEntries(run.CheckpointsPath));
    }

    [Fact]
    public void A_folder_that_is_no_run_is_never_removed()
    {
        _folder.Add("home/thesis.txt", "years of work");

        foreach (var mode in new[] { RunMode.New, RunMode.Overwrite })
        {
            Assert.Equal("VIR3102", Code(() => RunFolder.Create(_folder["home"], mode)));
        }

        Assert.Equal("years of work", File.ReadAllText(_folder["home/thesis.txt"]));
    }

    [Fact]
    public void Overwriting_a_run_keeps_notes_that_stand_beside_it()
    {
        var run = RunFolder.Create(_folder["run"], RunMode.New);
        run.WriteManifest(Manifest());
        _folder.Add("run/notes.txt");

        RunFolder.Create(_folder["run"], RunMode.Overwrite);

        Assert.True(File.Exists(_folder["run/notes.txt"]));
        Assert.Equal("VIR3104", Code(() => RunFolder.Open(run.Path)));
    }

    [Fact]
    public void Manifest_config_and_predictions_are_read_back()
    {
        var run = RunFolder.Create(_folder["run"], RunMode.New);
        var config = new RunConfig { Train = new() { Epochs = 3 } };
        PredictionLine[] lines = [new("a/ü.jpg", "ants", "bees", 0.75f, [new("bees", 0.75f), new("ants", 0.25f)]),
            new("b", null, "ants", 1, [])];
        run.WriteManifest(Manifest());
        run.WriteConfig(config);
        run.WritePredictions(lines);

        var manifest = RunFolder.Open(run.Path).ReadManifest();

        Assert.Equal(("0.1.0", ulong.MaxValue, Environment.ProcessorCount),
            (manifest.Version, manifest.Seed, manifest.Machine.Cores));
        Assert.Equal(["ants", "bees"], manifest.Classes);
        Assert.Equal(DateTimeOffset.UnixEpoch, manifest.Started);
        Assert.Equal(config, run.ReadConfig());
        Assert.Equal("""{"path":"a/ü.jpg","label":"ants","predicted":"bees","probability":0.75,"top":[{"class":"bees","probability":0.75},{"class":"ants","probability":0.25}]}""",
            File.ReadLines(run.PredictionsPath).First());
        var read = run.ReadPredictions().ToList();
        Assert.Equal(lines[0].Top, read[0].Top);
        Assert.Equal(lines.Select(line => line with { Top = [] }), read.Select(line => line with { Top = [] }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"version\":null}")]
    public void A_damaged_manifest_is_a_bad_model_file(string json)
    {
        _folder.Add("run/manifest.json", json);

        var failure = Assert.Throws<BadModelFileException>(() => RunFolder.Open(_folder["run"]).ReadManifest());

        Assert.Equal("VIR2103", failure.Code);
        Assert.Contains("manifest.json", failure.Message);
    }

    private static RunManifest Manifest() => new()
    {
        Version = "0.1.0",
        Started = DateTimeOffset.UnixEpoch,
        Model = "resnet18",
        Classes = ["ants", "bees"],
        ImageSize = 96,
        Seed = ulong.MaxValue,
        TrainHash = "a",
        ValHash = "b",
        TrainSamples = 2,
        ValSamples = 1,
    };

    private static string Code(Action action) => Assert.Throws<UsageException>(action).Code;
}
