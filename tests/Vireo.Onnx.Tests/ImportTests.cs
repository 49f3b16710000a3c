using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Optimizers;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Vision.Zoo;

namespace Vireo.Onnx.Tests;

/// <summary>Models from files predict as they did where they come from, and go on learning.</summary>
public sealed class ImportTests : IDisposable
{
    private const int Side = 64;
    private readonly TemporaryFolder _folder = new();

    /// <summary>Names of the models of the registry.</summary>
    public static TheoryData<string> Models => [.. ModelZoo.Variants.Select(v => v.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Models))]
    public void A_model_comes_back_from_its_own_file(string name)
    {
        var bundle = ModelBundle.OfZoo(name, 12, Side);
        ModelTests.FillStatistics(bundle.Model);
        OnnxModel.Save(bundle, _folder["raw.onnx"], raw: true, new() { ExternalDataAbove = 1 << 20 });

        var back = OnnxImport.Read(_folder["raw.onnx"]);
        Assert.Equal((OnnxModel.RawInput, OnnxModel.RawOutput, 17), (back.InputName, back.OutputName, back.Opset));
        Assert.Equal([null, 3, Side, Side], back.Extents);
        Assert.Equal(bundle.Model.Parameters.Select(p => p.Path).Order(), back.Parameters.Select(p => p.Path).Order());
        Assert.Equal(bundle.Model.Buffers.Select(p => p.Path).Where(p => p.Contains("running", StringComparison.Ordinal))
            .Order(), back.Buffers.Select(p => p.Path).Order());
        foreach (var batch in (int[])[1, 3])
        {
            var x = Images(batch);
            RegistryTests.Compare(
                bundle.Model.Call(x, Pass.Inference()).ToDoubles(), back.Call(x, Pass.Inference()).ToDoubles());
        }
    }

    [Fact]
    public void A_model_from_a_file_learns_and_its_statistics_move()
    {
        OnnxModel.Save(ModelBundle.OfZoo("resnet18", 4, Side), _folder["raw.onnx"], raw: true);
        var model = OnnxImport.Read(_folder["raw.onnx"]);
        var before = model.Buffers.First().Variable.ToDoubles();
        var losses = Learn(model, 4, 32, rate: 5e-4);

        Assert.True(losses[^1] < 0.8 * losses[0], string.Join(", ", losses));
        Assert.NotEqual(before, model.Buffers.First().Variable.ToDoubles());
    }

    internal static double[] Learn(OnnxModule model, int classes, int side, double rate)
    {
        var (images, labels) = (Tensor.Placeholder([8, 3, side, side]), Tensor.Placeholder([8], DType.I64));
        var pass = Pass.Training();
        var loss = model.Call(images, pass).CrossEntropy(labels);
        var parameters = model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        var adam = new Adam();
        adam.Rate.Set([rate]);
        var updates = adam.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))]);
        var step = Engine.Compile([images, labels], [loss], [.. updates, .. pass.Updates], guard: loss);
        var x = Tensor.From(new OpInput([8, 3, side, side]).Make(new Rng(5)).Select(v => (float)v).ToArray(),
            [8, 3, side, side]);
        var y = Tensor.From(Enumerable.Range(0, 8).Select(i => (long)(i % classes)).ToArray(), [8]);
        return [.. Enumerable.Range(0, 5).Select(_ => (double)step.Run(x, y)[0].ToScalar())];
    }

    internal static Tensor Images(int count) => Tensor.From(
        Array.ConvertAll(new OpInput([count, 3, Side, Side]).Make(new Rng(3)), x => (float)x), [count, 3, Side, Side]);
}
