using Vireo.Layers;
using Vireo.Ops;
using Vireo.Testing;
using Vireo.Training.Bundles;

namespace Vireo.Onnx.Tests;

/// <summary>Files that take pictures of any height and width.</summary>
public sealed class AnySizeTests : IDisposable
{
    private const int Side = 64, Classes = 12;
    private static readonly (int Height, int Width)[] s_sizes = [(64, 64), (96, 50), (33, 128)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v3_large")]
    public void A_file_scores_as_the_plans_of_three_sizes(string name)
    {
        OnnxRuntime.Require();
        var bundle = ModelBundle.OfZoo(name, Classes, Side);
        ModelTests.FillStatistics(bundle.Model);
        OnnxModel.SaveAnySize(bundle, _folder["any.onnx"]);
        Assert.Equal([null, 3, null, null], OnnxImport.Open(_folder["any.onnx"]).Extents);
        var found = OnnxRuntime.RunAll(_folder.Path, [.. s_sizes.Select((size, i) => new RuntimeTask("any.onnx", new()
        {
            [OnnxModel.RawInput] = RuntimeValue.Of(Spec(size, i + 1), Pixels(size, i + 1)),
        }))]);

        foreach (var (i, size) in s_sizes.Index())
        {
            var input = Tensor.Placeholder(Spec(size, i + 1).Shape);
            var plan = Engine.Compile([input], [bundle.Model.Call(input, Pass.Inference())]);
            var x = Tensor.From(Array.ConvertAll(Pixels(size, i + 1), v => (float)v), input.Shape);
            Assert.True(found[i].Outputs is not null, found[i].Error);
            RegistryTests.Compare(
                plan.Run(x)[0].ToDoubles(), found[i].Outputs![OnnxModel.RawOutput].ToDoubles());
        }
    }

    [Fact]
    public void Maps_of_any_size_have_names_for_their_extents_and_what_counts_pixels_is_refused()
    {
        var conv = new ConvNormActivation(3, 4, kernel: 3, stride: 2);
        conv.Initialise(new Rng(1));
        OnnxExport.SaveAnySize(_folder["map.onnx"], Side, (n, h, w) => Signature(
            n, h, w, x => conv.Call(x, Pass.Inference())));
        var output = Generated.ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["map.onnx"])).Graph.Output[0];
        Assert.Equal(["batch", "", "y_2", "y_3"], output.Type.TensorType.Shape.Dim.Select(d => d.DimParam));

        var head = new Linear(4 * 32 * 32, 5);
        head.Initialise(new Rng(2));
        Assert.Contains("for 96 x 64 in place of 64 x 64 it cannot be built: ",
            Refusal((n, h, w) => Signature(
                n, h, w, x => head.Call(conv.Call(x, Pass.Inference()).Flatten(), Pass.Inference()))),
            StringComparison.Ordinal);
        Assert.Contains("Reshape at '' is told another number",
            Refusal((n, h, w) => Signature(n, h, w, x => x.Reshape([n, 3, h * w]).Mean([2]))),
            StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["no.onnx"]));
    }

    private string Refusal(Func<int, int, int, OnnxSignature> build)
    {
        var error = Assert.Throws<UsageException>(() => OnnxExport.SaveAnySize(_folder["no.onnx"], Side, build));
        Assert.Equal("VIR2839", error.Code);
        return error.Message;
    }

    private static OnnxSignature Signature(int n, int h, int w, Func<Tensor, Tensor> net)
    {
        var x = Tensor.Placeholder([n, 3, h, w]);
        return new([new("x", x)], [("y", net(x))]);
    }

    private static TensorSpec Spec((int Height, int Width) size, int batch) =>
        new([batch, 3, size.Height, size.Width], DType.F32);

    private static double[] Pixels((int Height, int Width) size, int batch) =>
        new OpInput(Spec(size, batch).Shape).Make(new Rng((ulong)size.Width));
}
