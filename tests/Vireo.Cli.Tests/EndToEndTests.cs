using System.Text.Json;
using System.Text.RegularExpressions;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary>From a folder of pictures to a trained, evaluated classifier that predicts.</summary>
public sealed class EndToEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_eval_and_predict_do_what_their_json_says()
    {
        var data = TinyData.Write(_folder, "data", each: 20);
        var run = _folder["runs/tiny"];

        var train = VireoProcess.Run(
            "train", "--data", data, "--val-fraction", "0.25", "--model", "resnet18", "--epochs", "3", "--batch-size", "8",
            "--image-size", "32", "--lr", "0.002", "--seed", "5", "--output", run, "-o", "augment.flip=0", "--json").Succeeded();

        var lines = train.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([1, 2, 3], lines[..3].Select(line => line.GetProperty("epoch").GetInt32()));
        Assert.All(lines[..3], line => Assert.InRange(line.GetProperty("data_wait").GetDouble(), 0, 1));
        var end = lines[3];
        Assert.Equal(Path.GetFullPath(run), end.GetProperty("run").GetString());
        Assert.True(end.GetProperty("val_top1").GetDouble() > 0.6, train.Output);
        Assert.InRange(end.GetProperty("best_epoch").GetInt32(), 1, 3);
        Assert.Contains("flip: 0", File.ReadAllText(Path.Combine(run, "config.yaml")));

        var report = File.ReadAllText(end.GetProperty("report").GetString()!);
        Assert.DoesNotMatch(new Regex(@"(src|href)\s*=\s*[""']?https?:|url\(\s*[""']?https?:|@import", RegexOptions.IgnoreCase), report);
        Assert.Equal(15, File.ReadLines(Path.Combine(run, "predictions.jsonl")).Count());

        var eval = JsonDocument.Parse(VireoProcess.Run("eval", run, "--data", data, "--json").Succeeded().Output).RootElement;
        Assert.Equal(60, eval.GetProperty("samples").GetInt32());
        Assert.InRange(eval.GetProperty("top1").GetDouble(), 0.6, 1);
        Assert.Equal(1, eval.GetProperty("top5").GetDouble());
        Assert.Equal(TinyData.Names, eval.GetProperty("per_class").EnumerateArray().Select(c => c.GetProperty("class").GetString()!));
        Assert.All(eval.GetProperty("per_class").EnumerateArray(), c => Assert.Equal(20, c.GetProperty("support").GetInt32()));

        Predict(run, data);
        var info = JsonDocument.Parse(VireoProcess.Run("info", run, "--json", "--batch-size", "4").Succeeded().Output).RootElement;
        Assert.Equal([3, 32, 32], info.GetProperty("input_size").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(info.GetProperty("peak_bytes").GetInt64(),
            info.GetProperty("memory").EnumerateObject().Sum(part => part.Value.GetInt64()));
    }

    [Fact]
    public void Output_that_is_no_terminal_has_a_line_per_epoch_and_no_control_codes()
    {
        var data = TinyData.Write(_folder, "data", each: 6);

        var train = VireoProcess.Run(
            "train", "--data", data, "--epochs", "2", "--batch-size", "4", "--image-size", "32", "--output", _folder["run"])
            .Succeeded();

        Assert.DoesNotContain('\e', train.Output + train.Errors);
        Assert.Equal(2, train.Lines.Count(line => line.StartsWith("epoch", StringComparison.Ordinal)));
        Assert.Contains(train.Lines, line => line.StartsWith("Report: ", StringComparison.Ordinal) && File.Exists(line[8..]));
    }

    [Fact]
    public void The_insects_sample_is_the_same_for_a_seed_and_can_be_replaced_only_on_demand()
    {
        var folder = _folder["insects"];
        VireoProcess.Run("samples", "create", "insects", "--output", folder).Succeeded();
        var first = File.ReadAllBytes(Path.Combine(folder, "annotations.json"));

        Assert.Equal(2, VireoProcess.Run("samples", "create", "insects", "--output", folder).Exit);
        VireoProcess.Run("samples", "create", "insects", "--output", folder, "--overwrite").Succeeded();

        Assert.Equal(first, File.ReadAllBytes(Path.Combine(folder, "annotations.json")));
        Assert.Equal(["insects"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Info_of_a_model_says_what_its_paper_says()
    {
        // torchvision's documentation: 11689512 parameters, 1.81 G multiply-adds.
        var info = JsonDocument.Parse(VireoProcess.Run("info", "resnet18", "--json").Succeeded().Output).RootElement;

        Assert.Equal(11_689_512, info.GetProperty("parameters").GetInt64());
        Assert.InRange(info.GetProperty("macs").GetInt64(), 1.80e9, 1.83e9);
    }

    [Fact]
    public void Doctor_and_models_speak_json()
    {
        var doctor = JsonDocument.Parse(VireoProcess.Run("doctor", "--json").Succeeded().Output).RootElement;
        Assert.Equal(["libwebp", "oneDNN", "TurboJPEG"],
            doctor.GetProperty("libraries").EnumerateArray().Select(l => l.GetProperty("name").GetString()!)
                .Order(StringComparer.OrdinalIgnoreCase));
        Assert.True(doctor.GetProperty("cores").GetInt32() > 0);

        var models = JsonDocument.Parse(VireoProcess.Run("models", "resnet", "--json").Succeeded().Output).RootElement;
        Assert.Equal(["resnet18", "resnet34", "resnet50"], models.EnumerateArray().Select(m => m.GetProperty("name").GetString()!));
    }

    private void Predict(string run, string data)
    {
        var broken = _folder.Add("photos/broken.png", TinyData.Picture(0).AsSpan(0, 100));
        _folder.Add("photos/deep/sky.png", TinyData.Picture(0));
        _folder.Add("photos/rose.png", TinyData.Picture(2));

        var result = VireoProcess.Run("predict", run, _folder["photos"], Path.Combine(data, "r*", "*00.png"), "--top", "2", "--json");

        Assert.Equal(3, result.Exit);
        var lines = result.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [broken, _folder["photos/deep/sky.png"], _folder["photos/rose.png"], Path.Combine(data, "red/red00.png")],
            lines.Select(line => line.GetProperty("path").GetString()!));
        Assert.Contains("VIR1107", lines[0].GetProperty("error").GetString());
        Assert.All(lines[1..], line => Assert.Equal(2, line.GetProperty("top").GetArrayLength()));
        Assert.False(lines[1].TryGetProperty("error", out _));
    }
}
