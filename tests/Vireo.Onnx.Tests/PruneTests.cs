using Vireo.Layers;
using Vireo.Pruning;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Vision.Zoo;

namespace Vireo.Onnx.Tests;

/// <summary>Channels of imported models are found in their graphs as those of the zoo are.</summary>
public sealed class PruneTests : IDisposable
{
    private const int Side = 64;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("resnet18"), InlineData("mobilenet_v3_small")]
    public void An_imported_model_loses_the_same_channels_and_goes_out_again(string name)
    {
        var bundle = ModelBundle.OfZoo(name, 12, Side);
        ModelTests.FillStatistics(bundle.Model);
        OnnxModel.Save(bundle, _folder["whole.onnx"], raw: true);
        var imported = OnnxImport.Read(_folder["whole.onnx"]);
        PruneOptions options = new() { Macs = 0.5 };
        var expected = PrunePlan.Choose(ModelZoo.Find(name).Map((VisionModel)bundle.Model, Side), options);
        var found = PrunePlan.Choose(ChannelMap.Of(imported, [1, 3, Side, Side]), options);
        Assert.Equal(expected.Groups.Select(g => g.Kept), found.Groups.Select(g => g.Kept));
        Assert.Equal(expected.Channels, found.Channels);
        expected.Apply();
        found.Apply();

        var x = ImportTests.Images(2);
        var logits = bundle.Model.Call(x, Pass.Inference()).ToDoubles();
        RegistryTests.Compare(logits, imported.Call(x, Pass.Inference()).ToDoubles());
        var placeholder = Tensor.Placeholder([2, 3, Side, Side]);
        OnnxExport.Save(_folder["small.onnx"], [("x", placeholder)],
            [("y", imported.Call(placeholder, Pass.Inference()))]);
        RegistryTests.Compare(logits, OnnxImport.Read(_folder["small.onnx"]).Call(x, Pass.Inference()).ToDoubles());
        Assert.True(new FileInfo(_folder["small.onnx"]).Length < 0.8 * new FileInfo(_folder["whole.onnx"]).Length);
    }
}
