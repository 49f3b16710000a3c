using Vireo.Testing;
using Xunit.Abstractions;

namespace Vireo.Cli.Tests;

/// <summary>A process that is killed at any moment, or asked to stop, goes on to the very same weights.</summary>
public sealed class ResumeTests : IClassFixture<ResumeTests.WholeRun>, IDisposable
{
    private const int Every = 3, Epochs = 3, Steps = 27;
    private const string NoFlip = "augment.flip=0";
    private readonly TemporaryFolder _folder = new();
    private readonly ITestOutputHelper _output;
    private readonly WholeRun _whole;

    public ResumeTests(WholeRun whole, ITestOutputHelper output) => (_whole, _output) = (whole, output);

    /// <summary>The data, and a run that nobody disturbed, for all tests.</summary>
    public sealed class WholeRun : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public WholeRun()
        {
            Data = TinyData.Write(_folder, "data", each: 15); // 36 to train: 9 steps of 4 an epoch.
            Path = _folder["whole"];
            VireoProcess.Run(Arguments(Data, Path, NoFlip)).Succeeded();
        }

        public string Data { get; }

        public string Path { get; }

        public void Dispose() => _folder.Dispose();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ema.decay=0.9", 12)]
    [InlineData("train.threads=2", 13)]
    [InlineData("train.precision=bf16", 14)]
    [InlineData("augment.cutmix=1", 15)]
    public void Killed_at_a_random_step_and_resumed_the_weights_are_bit_identical(string key, ulong seed)
    {
        var whole = _folder["whole"];
        VireoProcess.Run(Arguments(_whole.Data, whole, key)).Succeeded();
        var rng = new Rng(seed);
        for (var kill = 0; kill < 2; kill++)
        {
            var step = rng.Below(Steps * 2 / 3);
            var delay = rng.Below(40);
            _output.WriteLine($"seed {seed}: killed {delay} ms after the checkpoint at or after step {step}");
            using var process = VireoProcess.Start(Arguments(_whole.Data, _folder["run"], key));
            WaitForStep(process, step, delay);
            process.Kill();
            process.Wait();
        }

        Resume(key);
        Same(whole);
    }

    [Fact]
    public void Killed_before_the_first_checkpoint_the_same_command_gives_the_same_weights()
    {
        using (var process = VireoProcess.Start(Arguments(_whole.Data, _folder["run"], NoFlip)))
        {
            WaitFor(process, () => File.Exists(_folder["run/manifest.json"]));
            process.Kill();
            process.Wait();
        }

        Resume(NoFlip);
        Same(_whole.Path);
    }

    [Fact]
    public void Killed_among_batches_that_make_one_step_the_weights_are_bit_identical()
    {
        const string Key = "train.accumulate=2"; // 9 batches: four steps an epoch, one batch is left over.
        var whole = _folder["whole"];
        VireoProcess.Run(Arguments(_whole.Data, whole, Key)).Succeeded();
        using (var process = VireoProcess.Start(Arguments(_whole.Data, _folder["run"], Key)))
        {
            WaitForStep(process, Every, 15);
            process.Kill();
            process.Wait();
        }

        Resume(Key);
        Same(whole, steps: 12);
    }

    [SkippableTheory, InlineData("TERM"), InlineData("INT")]
    public void Asked_to_stop_it_saves_exits_with_130_and_goes_on_to_the_same_weights(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using (var process = VireoProcess.Start(Arguments(_whole.Data, _folder["run"], NoFlip)))
        {
            WaitForStep(process, Every, 5);
            process.Signal(signal);
            var result = process.Wait();
            Assert.True(result.Exit == 130, $"{result}");
            Assert.Contains("--resume", result.Errors);
        }

        Resume(NoFlip);
        Same(_whole.Path);
    }

    [SkippableFact]
    public void A_second_signal_ends_it_at_once_and_the_run_goes_on_to_the_same_weights()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using (var process = VireoProcess.Start(Arguments(_whole.Data, _folder["run"], NoFlip)))
        {
            WaitForStep(process, Every, 5);
            process.Signal("INT");
            process.Signal("TERM");
            Assert.Equal(130, process.Wait().Exit);
        }

        Resume(NoFlip);
        Same(_whole.Path);
    }

    [Fact]
    public void A_run_that_another_process_writes_is_left_alone_and_the_process_named()
    {
        using var process = VireoProcess.Start(Arguments(_whole.Data, _folder["run"], NoFlip));
        WaitForStep(process, Every, 0);

        foreach (var mode in (string[])["--resume", "--overwrite"])
        {
            var refused = VireoProcess.Run([.. Arguments(_whole.Data, _folder["run"], NoFlip)[..^1], mode]);
            Assert.Equal(2, refused.Exit);
            Assert.Contains("VIR3105", refused.Errors);
            Assert.Contains($"process {process.Id} on", refused.Errors);
        }

        process.Wait().Succeeded();
        Same(_whole.Path);
    }

    [Fact]
    public void A_truncated_checkpoint_is_named_and_the_one_before_it_used()
    {
        using (var process = VireoProcess.Start(Arguments(_whole.Data, _folder["run"], NoFlip)))
        {
            WaitForStep(process, 2 * Every, 0);
            process.Kill();
            process.Wait();
        }

        var newest = Checkpoints(_folder["run"]).Last();
        using (var file = File.OpenWrite(Path.Combine(newest, "model.safetensors"))) file.SetLength(file.Length / 2);
        var resumed = Resume(NoFlip);

        Assert.Contains($"{Path.GetFileName(newest)} is damaged", resumed.Errors);
        Same(_whole.Path);
    }

    [Fact]
    public void A_finished_run_resumed_stays_as_it_is_and_needs_no_options()
    {
        var before = Checkpoints(_whole.Path);

        VireoProcess.Run("train", "--output", _whole.Path, "--resume").Succeeded();

        Assert.Equal(before, Checkpoints(_whole.Path));
    }

    private VireoProcess.Result Resume(string key) =>
        VireoProcess.Run(Arguments(_whole.Data, _folder["run"], key)).Succeeded();

    // The same command each time. The model has dropout.
    private static string[] Arguments(string data, string run, string key) =>
    [
        "train", "--data", data, "--model", "mobilenet_v3_small", "--epochs", $"{Epochs}", "--batch-size", "4",
        "--image-size", "32", "--lr", "0.003", "--seed", "7", "--output", run, "-o", $"checkpoint.every_steps={Every}",
        "-o", key, "--resume",
    ];

    private void Same(string whole, int steps = Steps)
    {
        var (a, b) = (Checkpoints(whole).Last(), Checkpoints(_folder["run"]).Last());
        Assert.Equal($"step-{steps}", Path.GetFileName(a));
        Assert.Equal(Path.GetFileName(a), Path.GetFileName(b));
        var files = Directory.GetFiles(a, "*.safetensors").Select(Path.GetFileName).OfType<string>()
            .Select(file => (Path.Combine(a, file), Path.Combine(b, file)))
            .Append((Path.Combine(whole, "predictions.jsonl"), _folder["run/predictions.jsonl"]))
            .Append((Path.Combine(whole, "checkpoints/best.json"), _folder["run/checkpoints/best.json"]));
        Assert.All(files, pair => Assert.True(
            File.ReadAllBytes(pair.Item1).AsSpan().SequenceEqual(File.ReadAllBytes(pair.Item2)), $"{pair.Item2} differs"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["run"], "*.tmp", SearchOption.AllDirectories));
    }

    private static List<string> Checkpoints(string run) =>
        Path.Combine(run, "checkpoints") is var folder && Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder, "step-*").OrderBy(StepOf)]
            : [];

    private static int StepOf(string path) =>
        int.Parse(Path.GetFileName(path)[5..], System.Globalization.CultureInfo.InvariantCulture);

    private void WaitForStep(VireoProcess process, int step, int delay)
    {
        WaitFor(process, () => Checkpoints(_folder["run"]) is [.., var newest] && StepOf(newest) >= step);
        Thread.Sleep(delay);
    }

    private static void WaitFor(VireoProcess process, Func<bool> happened)
    {
        while (!process.HasExited && !happened()) Thread.Sleep(2);
    }
}
