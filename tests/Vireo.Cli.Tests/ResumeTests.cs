using Vireo.Testing;
using Xunit.Abstractions;

namespace Vireo.Cli.Tests;

/// <summary>A process that is killed at any moment, or asked to stop, goes on to the very same weights.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Every = 3, Epochs = 3, Steps = 27;
    private readonly TemporaryFolder _folder = new();
    private readonly ITestOutputHelper _output;
    private readonly string _data;

    public ResumeTests(ITestOutputHelper output)
    {
        _output = output;
        _data = TinyData.Write(_folder, "data", each: 15); // 36 to train: 9 steps of 4 an epoch.
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("resnet18", "train.grad_clip=1", 11)]
    [InlineData("mobilenet_v3_small", "ema.decay=0.9", 12)] // Has dropout.
    [InlineData("mobilenet_v3_small", "optimizer.name=sgd", 13)]
    public void Killed_at_a_random_step_and_resumed_the_weights_are_bit_identical(string model, string key, ulong seed)
    {
        var whole = Train("whole", model, key);
        var rng = new Rng(seed);
        for (var kill = 0; kill < 2; kill++)
        {
            var step = rng.Below(Steps * 2 / 3);
            var delay = rng.Below(40);
            _output.WriteLine($"{model}, seed {seed}: killed {delay} ms after the checkpoint at or after step {step}");
            using var process = VireoProcess.Start(Arguments("killed", model, key));
            WaitForStep(process, "killed", step, delay);
            process.Kill();
            process.Wait();
        }

        Same(whole, Train("killed", model, key));
    }

    [Fact]
    public void Killed_before_the_first_checkpoint_the_same_command_gives_the_same_weights()
    {
        var whole = Train("whole", "resnet18", "augment.flip=0");
        using (var process = VireoProcess.Start(Arguments("killed", "resnet18", "augment.flip=0")))
        {
            WaitFor(process, () => File.Exists(_folder["killed/manifest.json"]));
            process.Kill();
            process.Wait();
        }

        Same(whole, Train("killed", "resnet18", "augment.flip=0"));
    }

    [SkippableFact]
    public void Asked_to_stop_it_saves_exits_with_130_and_goes_on_to_the_same_weights()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        var whole = Train("whole", "mobilenet_v3_small", "checkpoint.every_steps=1");
        using (var process = VireoProcess.Start(Arguments("stopped", "mobilenet_v3_small", "checkpoint.every_steps=100")))
        {
            WaitFor(process, () => Directory.Exists(_folder["stopped/checkpoints"]));
            Thread.Sleep(1200);
            process.Terminate();
            var result = process.Wait();
            Assert.True(result.Exit == 130, $"{result}");
            Assert.Contains("--resume", result.Errors);
            Assert.NotEmpty(Directory.GetDirectories(_folder["stopped/checkpoints"], "step-*"));
        }

        Same(whole, Train("stopped", "mobilenet_v3_small", "checkpoint.every_steps=100"));
    }

    [Fact]
    public void A_truncated_checkpoint_is_named_and_the_one_before_it_used()
    {
        var whole = Train("whole", "resnet18", "augment.flip=0");
        using (var process = VireoProcess.Start(Arguments("cut", "resnet18", "augment.flip=0")))
        {
            WaitForStep(process, "cut", 2 * Every, 0);
            process.Kill();
            process.Wait();
        }

        var newest = Checkpoints("cut").Last();
        using (var file = File.OpenWrite(Path.Combine(newest, "model.safetensors"))) file.SetLength(file.Length / 2);
        var resumed = Train("cut", "resnet18", "augment.flip=0");

        Assert.Contains($"{Path.GetFileName(newest)} is damaged", resumed.Errors);
        Same(whole, resumed);
    }

    [Fact]
    public void A_finished_run_resumed_stays_as_it_is_and_needs_no_options()
    {
        Train("done", "resnet18", "augment.flip=0");
        var before = Weights("done");

        VireoProcess.Run("train", "--output", _folder["done"], "--resume").Succeeded();

        Assert.Equal(before, Weights("done"));
    }

    private string[] Arguments(string run, string model, string key) =>
    [
        "train", "--data", _data, "--model", model, "--epochs", $"{Epochs}", "--batch-size", "4", "--image-size", "32",
        "--lr", "0.003", "--seed", "7", "--output", _folder[run], "-o", $"checkpoint.every_steps={Every}", "-o", key,
        "--resume",
    ];

    private VireoProcess.Result Train(string run, string model, string key) =>
        VireoProcess.Run(Arguments(run, model, key)).Succeeded();

    private void Same(VireoProcess.Result whole, VireoProcess.Result resumed)
    {
        _output.WriteLine($"{whole.Output}\n{resumed.Output}");
        var (a, b) = (Checkpoints("whole").Last(), Checkpoints(RunOf()).Last());
        Assert.Equal($"step-{Steps}", Path.GetFileName(a));
        Assert.Equal(Path.GetFileName(a), Path.GetFileName(b));
        foreach (var file in Directory.GetFiles(a, "*.safetensors").Select(Path.GetFileName))
        {
            Assert.True(File.ReadAllBytes(Path.Combine(a, file!)).AsSpan().SequenceEqual(
                File.ReadAllBytes(Path.Combine(b, file!))), $"{file} differs");
        }

        Assert.Equal(File.ReadAllText(_folder["whole/predictions.jsonl"]), File.ReadAllText(_folder[$"{RunOf()}/predictions.jsonl"]));
        Assert.Equal(File.ReadAllText(_folder["whole/checkpoints/best.json"]),
            File.ReadAllText(_folder[$"{RunOf()}/checkpoints/best.json"]));
        Assert.Empty(Directory.GetFileSystemEntries(_folder[RunOf()], "*.tmp", SearchOption.AllDirectories));
    }

    private string RunOf() => new[] { "killed", "stopped", "cut" }.Single(name => Directory.Exists(_folder[name]));

    private List<string> Checkpoints(string run) => !Directory.Exists(_folder[$"{run}/checkpoints"]) ? [] :
    [
        .. Directory.GetDirectories(_folder[$"{run}/checkpoints"], "step-*").OrderBy(StepOf),
    ];

    private byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(Checkpoints(run).Last(), "model.safetensors"));

    private static int StepOf(string path) => int.Parse(Path.GetFileName(path)[5..], System.Globalization.CultureInfo.InvariantCulture);

    private void WaitForStep(VireoProcess process, string run, int step, int delay)
    {
        WaitFor(process, () => Checkpoints(run) is [.., var newest] && StepOf(newest) >= step);
        Thread.Sleep(delay);
    }

    private static void WaitFor(VireoProcess process, Func<bool> happened)
    {
        while (!process.HasExited && !happened()) Thread.Sleep(2);
    }
}
