using Vireo.Layers;
using Vireo.Ops;
using Vireo.Testing;
using Vireo.Training.Bundles;

namespace Vireo.Onnx.Tests;

/// <summary>Models that no single message of the format holds.</summary>
public sealed class LargeTests : IDisposable
{
    private const int Side = 32, Classes = 8;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Constants_go_beside_the_model_from_the_limit_on()
    {
        var net = Network(width: 64, layers: 2);
        var bytes = net.Parameters.Sum(p => p.Variable.Shape.Count * sizeof(float));
        Save(net, "whole.onnx", bytes);
        Save(net, "parts.onnx", bytes - 1);
        Assert.False(File.Exists(_folder["whole.onnx.data"]));
        // What takes less than a kilobyte stays.
        Assert.Equal(net.Parameters.Select(p => p.Variable.Shape.Count * sizeof(float)).Where(b => b >= 1024).Sum(),
            new FileInfo(_folder["parts.onnx.data"]).Length);
        var x = Images();
        var truth = net.Call(x, Pass.Inference()).ToDoubles();
        Assert.Equal(truth, OnnxImport.Read(_folder["whole.onnx"]).Call(x, Pass.Inference()).ToDoubles());
        Assert.Equal(truth, OnnxImport.Read(_folder["parts.onnx"]).Call(x, Pass.Inference()).ToDoubles());
    }

    /// <summary>Takes a minute, 6 GB of disk and 10 GB of memory: only where <c>VIREO_LARGE</c> is 1.</summary>
    [SkippableFact]
    public void A_model_of_more_than_two_gigabytes_goes_out_comes_back_and_is_bundled()
    {
        Skip.If(Environment.GetEnvironmentVariable("VIREO_LARGE") != "1", "VIREO_LARGE is not 1.");
        OnnxRuntime.Require();
        var x = Images();
        var truth = Wrote(x);
        Assert.True(new FileInfo(_folder["large.onnx.data"]).Length > int.MaxValue);
        Close(truth, OnnxImport.Read(_folder["large.onnx"]).Call(x, Pass.Inference()).ToDoubles());
        GC.Collect();
        Close(truth, OnnxRuntime.Run(_folder["large.onnx"], new()
        {
            ["x"] = RuntimeValue.Of(x.Spec, x.ToDoubles()),
        })["y"].ToDoubles());

        ModelBundle.Of(OnnxImport.Read(_folder["large.onnx"]), ModelBundle.OfZoo("resnet18", Classes, Side).Description)
            .Save(_folder["large.vireo"]);
        GC.Collect();
        Assert.True(new FileInfo(_folder["large.vireo"]).Length > int.MaxValue);
        Close(truth, ModelBundle.Open(_folder["large.vireo"]).Model.Call(x, Pass.Inference()).ToDoubles());
    }

    private double[] Wrote(Tensor x)
    {
        var net = Network(width: 8192, layers: 9);
        Save(net, "large.onnx", new OnnxExportOptions().ExternalDataAbove);
        return net.Call(x, Pass.Inference()).ToDoubles();
    }

    private void Save(Module net, string name, long most) => OnnxExport.SaveBatched(_folder[name], batch =>
    {
        var x = Tensor.Placeholder([batch, 3, Side, Side]);
        return new([new("x", x)], [("y", net.Call(x, Pass.Inference()))]);
    }, new() { ExternalDataAbove = most });

    private static void Close(double[] expected, double[] found)
    {
        var scale = expected.Max(Math.Abs);
        Check.Close(Array.ConvertAll(expected, v => v / scale), Array.ConvertAll(found, v => v / scale), 1e-4);
    }

    private static Sequential Network(int width, int layers)
    {
        Sequential net = new(
        [
            new GlobalAveragePool(), new Linear(3, width),
            .. Enumerable.Range(0, layers).Select(_ => new Linear(width, width)), new Linear(width, Classes),
        ]);
        var seed = 1u;
        foreach (var (_, variable) in net.Parameters)
        {
            var scale = 2 / MathF.Sqrt(variable.Shape[^1]);
            foreach (ref var value in variable.Data<float>())
            {
                seed = seed * 1664525 + 1013904223;
                value = ((seed >> 8) / (float)(1 << 24) - 0.5f) * scale;
            }
        }

        return net;
    }

    private static Tensor Images() => Tensor.From(
        Array.ConvertAll(new OpInput([2, 3, Side, Side]).Make(new Rng(3)), v => (float)v), [2, 3, Side, Side]);
}
