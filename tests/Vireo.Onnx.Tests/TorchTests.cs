using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Vireo.Layers;
using Vireo.Testing;

namespace Vireo.Onnx.Tests;

/// <summary>What PyTorch exports of torchvision's architectures scores here as there, and learns.</summary>
public sealed class TorchTests(TorchFiles files) : IClassFixture<TorchFiles>
{
    private const int Images = 2, Side = 96, Classes = 10;

    /// <summary>Names of the networks.</summary>
    public static TheoryData<string> Networks => [.. TorchFiles.Networks];

    [SkippableTheory, MemberData(nameof(Networks))]
    public void A_network_scores_as_in_pytorch(string name)
    {
        var folder = files.Require();
        var model = OnnxImport.Read(Path.Combine(folder, $"{name}.onnx"));
        var x = Tensor.From(Numbers(Path.Combine(folder, $"{name}.x")), [Images, 3, Side, Side]);
        var expected = Array.ConvertAll(Numbers(Path.Combine(folder, $"{name}.y")), y => (double)y);

        var found = model.Call(x, Pass.Inference()).ToDoubles();
        var scale = expected.Max(Math.Abs);
        Check.Close(Array.ConvertAll(expected, s => s / scale), Array.ConvertAll(found, s => s / scale), 1e-4, name);
        Assert.NotEmpty(model.Parameters);
    }

    [SkippableTheory]
    [InlineData("resnet18+train")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("squeezenet1_1")]
    public void A_network_learns(string name)
    {
        var model = OnnxImport.Read(Path.Combine(files.Require(), $"{name}.onnx"));
        var losses = ImportTests.Learn(model, Classes, Side, rate: 1e-4);
        Assert.True(losses[1] < losses[0] && losses[^1] < losses[0], string.Join(", ", losses));
    }

    private static float[] Numbers(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}

/// <summary>Files that PyTorch writes once for all tests.</summary>
public sealed class TorchFiles : IDisposable
{
    /// <summary>The networks; batch norms of the first stay apart from its convolutions.</summary>
    public static readonly string[] Networks =
    [
        "resnet18+train", "squeezenet1_1", "densenet121", "googlenet", "mobilenet_v2", "mobilenet_v3_small",
        "shufflenet_v2_x0_5", "mnasnet0_5", "regnet_y_400mf", "efficientnet_b0", "convnext_tiny",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string?> _failure;

    public TorchFiles() => _failure = new(Export);

    /// <summary>The folder; skips the test when PyTorch is not installed, which <c>test.sh</c> does where it
    /// can.</summary>
    public string Require()
    {
        var failure = _failure.Value;
        Skip.If(failure is not null, $"PyTorch and torchvision (python3-torchvision) cannot export here: {failure}");
        return _folder.Path;
    }

    public void Dispose() => _folder.Dispose();

    private string? Export()
    {
        var script = Path.Combine(RepositoryFiles.Root, "tests", "Vireo.Onnx.Tests", "export_torch.py");
        // Another Python may come first in the path; packages of the system belong to this one.
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        var start = new ProcessStartInfo(python, ["-W", "ignore", script, _folder.Path, .. Networks])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        try
        {
            using var process = Process.Start(start);
            if (process is null) return "no process";
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            output.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? null : errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        }
        catch (Win32Exception)
        {
            return "python3 is not installed";
        }
    }
}
