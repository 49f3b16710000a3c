using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary>Bad input is normal input: a code, a message that helps, the documented exit status, nothing
/// half-written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public BadInputTests() => _data = TinyData.Write(_folder, "data", each: 5);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unknown_command_option_model_or_key_brings_the_nearest_name()
    {
        Refused(2, "VIR3201", "Did you mean 'train'?", "trian");
        Refused(2, "VIR3201", "Did you mean '--epochs'?", [.. Train(_data), "--epoch", "3"]);
        Refused(2, "VIR3201", "Did you mean '--json'?", "predict", "run", "x.png", "--jsno");
        Refused(2, "VIR3020", "Did you mean 'resnet18'?", [.. Train(_data), "--model", "resnet81"]);
        Refused(2, "VIR3001", "Did you mean 'augment.flip'?", [.. Train(_data), "-o", "augment.flop=0"]);
        Refused(2, "VIR3002", "--epochs many", [.. Train(_data), "--epochs", "many"]);
        Refused(2, "VIR3202", "--output", "train", "--data", _data);
        Refused(2, "VIR3104", "no run", "eval", _folder["nothing"], "--data", _data);
    }

    [Fact]
    public void Data_that_cannot_be_used_is_refused()
    {
        Directory.CreateDirectory(_folder["empty"]);
        var one = TinyData.Write(_folder, "one", each: 3, classes: 1);
        var other = TinyData.Write(_folder, "other", each: 1);
        _folder.Add("other/purple/p.png", TinyData.Picture(0));

        Refused(3, "VIR1001", "Did you mean 'data'?", Train(_folder["dta"]));
        Refused(3, "VIR1002", "holds no images", Train(_folder["empty"]));
        Refused(3, "VIR1004", "blue", Train(one));
        Refused(3, "VIR1005", "purple", [.. Train(_data), "--val", other]);
    }

    [Fact]
    public void Lists_with_missing_files_or_labels_out_of_range_are_refused()
    {
        _folder.Add("data/classes.txt", "blue\ngreen\nred\n");
        var missing = _folder.Add("data/missing.txt", "blue/blue00.png 0\ngreen/green00.png 1\nred/gone.png 2\n");
        var range = _folder.Add("data/range.txt", "blue/blue00.png 0\ngreen/green00.png 1\nred/red00.png 3\n");

        Refused(3, "VIR1008", "red/gone.png", Train(missing));
        Refused(3, "VIR1007", "line 3", Train(range));
    }

    [Fact]
    public void Truncated_images_are_all_listed_and_can_be_skipped()
    {
        _folder.Add("data/red/cut.png", TinyData.Picture(2).AsSpan(0, 200));
        _folder.Add("data/blue/empty.png");

        var refused = Refused(3, "VIR1011", "red/cut.png", Train(_data));
        Assert.Contains("blue/empty.png", refused.Errors);

        var trained = VireoProcess.Run([.. Train(_data), "--skip-bad"]).Succeeded();
        Assert.Contains("2 images", trained.Errors);
        Assert.Contains("\"skipped_images\": 2", File.ReadAllText(_folder["run/manifest.json"]));
    }

    [Fact]
    public void A_folder_in_use_is_left_alone()
    {
        _folder.Add("run/thesis.txt", "years of work");

        foreach (var mode in new string[][] { [], ["--resume"], ["--overwrite"] })
        {
            var result = VireoProcess.Run([.. Train(_data), .. mode]);
            Assert.Equal(2, result.Exit);
            Assert.Contains("VIR3102", result.Errors);
        }

        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(_folder["run"]).Select(Path.GetFileName));
        Fails(2, "VIR3203", "exclude", [.. Train(_data), "--resume", "--overwrite"]);
    }

    [Fact]
    public void A_run_is_resumed_with_its_own_configuration_and_classes_only()
    {
        VireoProcess.Run(Train(_data)).Succeeded();
        var before = File.ReadAllText(_folder["run/config.yaml"]);

        Fails(2, "VIR3101", "--resume", Train(_data));
        Fails(2, "VIR3012", "optimizer.lr: 0.01 in the run, 0.5 now", [.. Train(_data), "-o", "optimizer.lr=0.5", "--resume"]);
        Directory.Move(_folder["data/red"], _folder["data/rouge"]);
        Fails(2, "VIR3013", "rouge", [.. Train(_data), "--resume"]);

        Assert.Equal(before, File.ReadAllText(_folder["run/config.yaml"]));
    }

    [Fact]
    public void Damaged_checkpoints_and_those_of_another_model_are_bad_model_files()
    {
        VireoProcess.Run(Train(_data)).Succeeded();
        var config = File.ReadAllText(_folder["run/config.yaml"]);
        File.WriteAllText(_folder["run/config.yaml"], config.Replace("mobilenet_v3_small", "resnet18", StringComparison.Ordinal));
        Fails(4, "VIR20", "", ["eval", _folder["run"], "--data", _data]);

        File.WriteAllText(_folder["run/config.yaml"], config);
        foreach (var file in Directory.GetFiles(_folder["run/checkpoints"], "model.safetensors", SearchOption.AllDirectories))
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(1000);
        }

        Fails(4, "VIR2102", "damaged", ["predict", _folder["run"], _folder["data/red/red00.png"]]);
        Fails(4, "VIR2102", "damaged", [.. Train(_data), "--resume", "-o", "checkpoint.keep=9"]);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_and_names_op_pass_and_images()
    {
        var result = Fails(1, "VIR5002", "pass", [.. Train(_data), "-o", "optimizer.lr=1e30", "-o", "optimizer.name=sgd"]);

        Assert.Matches("(forward|backward) pass", result.Errors);
        Assert.Contains(".png", result.Errors);
        Assert.Contains("step ", result.Errors);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(result.Errors, "VIR5002"));
    }

    [SkippableFact]
    public void A_full_disk_costs_no_checkpoint_that_was_there()
    {
        Directory.CreateDirectory(_folder["disk"]);
        Skip.IfNot(Tool("mount", "-t", "tmpfs", "-o", "size=34m", "vireo-test", _folder["disk"]), "No small disk can be mounted.");
        try
        {
            var run = _folder["disk/run"];
            var result = VireoProcess.Run([.. Train(_data, run), "-o", "train.epochs=3", "-o", "checkpoint.keep=5"]);

            Assert.Equal(1, result.Exit);
            Assert.Contains("error VIR4001", result.Errors);
            Assert.Empty(Directory.GetFileSystemEntries(run, "*.tmp", SearchOption.AllDirectories));
            Assert.Single(Directory.GetDirectories(Path.Combine(run, "checkpoints")));
            VireoProcess.Run("predict", run, _folder["data/red/red00.png"]).Succeeded();
        }
        finally
        {
            Tool("umount", _folder["disk"]);
        }
    }

    private static bool Tool(string name, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux()) return false;
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(name, arguments) { RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }

    private string[] Train(string data, string? output = null) =>
    [
        "train", "--data", data, "--batch-size", "4", "--image-size", "32", "--output", output ?? _folder["run"],
        "-o", "train.epochs=1", "-o", "optimizer.lr=0.01",
    ];

    private VireoProcess.Result Refused(int exit, string code, string says, params string[] arguments)
    {
        var result = Fails(exit, code, says, arguments);
        Assert.False(Directory.Exists(_folder["run"]), "a run folder was made");
        return result;
    }

    private VireoProcess.Result Fails(int exit, string code, string says, string[] arguments)
    {
        var result = VireoProcess.Run(arguments);
        Assert.True(exit == result.Exit, $"exit code {result.Exit} for {string.Join(' ', arguments)}\n{result.Errors}");
        Assert.Contains($"error {code}", result.Errors);
        Assert.Contains(says, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path, "*.tmp", SearchOption.AllDirectories));
        return result;
    }
}
