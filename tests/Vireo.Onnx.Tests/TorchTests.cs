using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Optimizers;
using Vireo.Testing;
using Vireo.Weights;

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

        // The same for three classes: one layer is another.
        var other = model.WithClasses(3, new Rng(1));
        Assert.Equal(new TensorSpec([Images, 3], DType.F32), other.Call(x, Pass.Inference()).Spec);
        var new3 = other.Everything.Zip(model.Everything).Where(p => !Same(p.First.Variable, p.Second.Variable)).ToList();
        Assert.InRange(new3.Count, 1, 2);
        Assert.All(new3, p => Assert.Contains(3, p.First.Variable.Shape.Extents.ToArray()));

        static bool Same(Variable a, Variable b) =>
            a.Spec == b.Spec && a.Data<float>().SequenceEqual(b.Data<float>());
    }

    // What PyTorch's own step makes of the same weights. Of networks whose batch norms were folded the folded weights are
    // others than PyTorch's, and so is their step; the rest, the classifier in any case, moves alike.
    [SkippableTheory, MemberData(nameof(Networks))]
    public void A_network_learns_as_in_pytorch(string name)
    {
        var folder = files.Require();
        var model = OnnxImport.Read(Path.Combine(folder, $"{name}.onnx"));
        using var truth = WeightFile.Read(Path.Combine(folder, $"{name}.step.pth"));
        var x = Tensor.From(Numbers(Path.Combine(folder, $"{name}.x")), [Images, 3, Side, Side]);
        var before = model.Everything.ToDictionary(v => v.Path, v => v.Variable.ToDoubles());
        var step = Descent(model);

        var first = Loss();
        Check.Close([truth.Entries.Single(e => e.Name == "loss").ReadSingles()[0]], [first], 1e-4, "loss");
        var expected = truth.Entries.Where(e => before.ContainsKey(e.Name)).ToDictionary(
            e => e.Name, e => Array.ConvertAll(e.ReadSingles(), v => (double)v));
        var isWhole = name.EndsWith("+train", StringComparison.Ordinal) || name == "squeezenet1_1";
        Assert.InRange(expected.Count, isWhole ? before.Count : 1, before.Count);
        foreach (var (path, variable) in model.Everything.Where(v => expected.ContainsKey(v.Path)))
            CloseMoves(before[path], expected[path], variable.ToDoubles(), path);
        double[] losses = [first, .. Enumerable.Range(0, 3).Select(_ => Loss())];
        Assert.True(losses[^1] < losses[0], string.Join(", ", losses));

        double Loss() => step.Run(x)[0].ToScalar();
    }

    private static CompiledStep Descent(OnnxModule model)
    {
        var (images, pass) = (Tensor.Placeholder([Images, 3, Side, Side]), Pass.Training());
        var loss = model.Call(images, pass).CrossEntropy(Tensor.From<long>(0, 1));
        var parameters = model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        var descent = new Sgd { Momentum = 0 };
        descent.Rate.Set([TorchFiles.Rate]);
        var updates = descent.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))]);
        return Engine.Compile([images], [loss], [.. updates, .. pass.Updates], guard: loss);
    }

    /// <summary>The ways from one point agree, measured by their length.</summary>
    private static void CloseMoves(double[] from, double[] expected, double[] found, string what)
    {
        var wanted = expected.Zip(from, (a, b) => a - b).ToArray();
        var off = Math.Sqrt(found.Zip(expected, (a, b) => (a - b) * (a - b)).Sum());
        // Weights are rounded to single precision, however short the way; ways that cancel out are rounding alone.
        var rounding = 1e-7 * Math.Sqrt(expected.Sum(v => v * v)) + 1e-8;
        var length = Math.Sqrt(wanted.Sum(v => v * v));
        Assert.True(off <= 1e-3 * length + rounding, $"{what} is off by {off} on a way of {length}");
    }

    private static float[] Numbers(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}

/// <summary>Files that PyTorch writes once for all tests.</summary>
public sealed class TorchFiles : IDisposable
{
    /// <summary>Of PyTorch's step of gradient descent.</summary>
    public const double Rate = 0.01;

    /// <summary>The networks; where they are exported to train, batch norms stay apart from convolutions.</summary>
    public static readonly string[] Networks =
    [
        "resnet18+train", "squeezenet1_1", "densenet121+train", "googlenet", "mobilenet_v2",
        "mobilenet_v3_small+train", "shufflenet_v2_x0_5", "mnasnet0_5", "regnet_y_400mf", "efficientnet_b0", "convnext_tiny",
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
        var start = new ProcessStartInfo(python, ["-W", "ignore", script, _folder.Path, $"{Rate}", .. Networks])
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
