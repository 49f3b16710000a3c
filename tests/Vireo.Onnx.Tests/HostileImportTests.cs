using Google.Protobuf;
using Vireo.Layers;
using Vireo.Onnx.Generated;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Onnx.Tests;

/// <summary>Files from strangers are refused with a code, in bounded memory, or mean what they say.</summary>
public sealed class HostileImportTests : IDisposable
{
    private const int Mutations = 200;
    private const long MostBytes = 64L << 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_hundred_mutations_are_refused_or_harmless()
    {
        var good = Small().ToByteArray();
        var rng = new Rng(9);
        var refused = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = good.ToArray();
            if (i % 4 == 0) bytes = bytes[..rng.Below(bytes.Length)];
            else for (var k = 0; k <= i % 3; k++) bytes[rng.Below(bytes.Length)] = (byte)rng.Below(256);
            var path = _folder.Add("bad.onnx", bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                OnnxImport.Read(path).Call(Tensor.Placeholder([1, 3, 8, 8]), Pass.Inference());
            }
            catch (BadModelFileException refusal)
            {
                Assert.StartsWith("VIR283", refusal.Code, StringComparison.Ordinal);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }

        Assert.InRange(refused, Mutations / 4, Mutations);
    }

    [Fact]
    public void An_unsupported_op_is_named_with_its_node_its_set_and_what_is_supported()
    {
        var message = Refusal("VIR2831", model =>
        {
            model.Graph.Node[1].OpType = "Einsum";
            model.Graph.Node[1].Name = "block/einsum";
        });
        Assert.Contains("the op Einsum (node 'block/einsum', operator set 17) is not supported. Supported are Abs, Add,",
            message, StringComparison.Ordinal);
        Assert.Contains("the op com.microsoft.", Refusal("VIR2831", model => model.Graph.Node[1].Domain = "com.microsoft"),
            StringComparison.Ordinal);
        Refusal("VIR2831", model => model.OpsetImport[0].Version = 99);
    }

    [Fact]
    public void Graphs_that_cannot_run_are_refused()
    {
        Refusal("VIR2833", model => model.Graph.Node[0].Input[0] = model.Graph.Node[^1].Output[0]);
        Refusal("VIR2833", model => model.Graph.Node[1].Output[0] = model.Graph.Node[0].Output[0]);
        Refusal("VIR2833", model => model.Graph.Output[0].Name = "nothing");
        Refusal("VIR2833", model => model.Graph.Input.Clear());
        Refusal("VIR2830", model => model.Graph = null);
        Refusal("VIR2834", model => model.Graph.Node[0].Attribute.First(a => a.Name == "strides").Ints[0] = 0);
        Refusal("VIR2834", model => model.Graph.Node[0].Attribute.First(a => a.Name == "pads").Ints[0] = long.MaxValue);
        Refusal("VIR2835", model => model.Graph.Node[0].Attribute.First(a => a.Name == "group").I = 2);
        Refusal("VIR2834", model => model.Graph.Node[0].Attribute.First(a => a.Name == "pads").Ints[0] = 1 << 30);
    }

    [Fact]
    public void Constants_that_lie_about_their_size_are_refused()
    {
        Refusal("VIR2832", model => model.Graph.Initializer[0].Dims[0] = 1L << 40);
        Refusal("VIR2832", model => model.Graph.Initializer[0].Dims[0] = -4);
        Refusal("VIR2832", model => model.Graph.Initializer[0].Dims[0] = 5);
        Refusal("VIR2832", model => model.Graph.Initializer[0].DataType = 14);
        Refusal("VIR2832", model => model.Graph.Initializer[1].Name = model.Graph.Initializer[0].Name);
    }

    [Theory]
    [InlineData("../secret.data")]
    [InlineData("/etc/passwd")]
    [InlineData("link/secret.data")]
    [InlineData("C:\\secret.data")]
    [InlineData("")]
    [InlineData("missing.data")]
    [InlineData("short.data")]
    public void Data_outside_of_the_folder_is_not_read(string location)
    {
        _folder.Add("secret.data", new byte[4096]);
        _folder.Add("model/short.data", new byte[10]);
        Directory.CreateSymbolicLink(_folder["model/link"], _folder.Path);
        var model = Small();
        var weight = model.Graph.Initializer[0];
        weight.ClearRawData();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        var path = _folder.Add("model/bad.onnx", model.ToByteArray());

        Assert.Equal("VIR2836", Assert.Throws<BadModelFileException>(() => OnnxImport.Read(path)).Code);
    }

    private string Refusal(string code, Action<ModelProto> change)
    {
        var model = Small();
        change(model);
        var path = _folder.Add("bad.onnx", model.ToByteArray());
        var refusal = Assert.Throws<BadModelFileException>(
            () => OnnxImport.Read(path).Call(Tensor.Placeholder([1, 3, 8, 8]), Pass.Inference()));
        Assert.True(code == refusal.Code, refusal.Message);
        return refusal.Message;
    }

    private ModelProto Small()
    {
        var net = new Sequential(
            new ConvNormActivation(3, 4, kernel: 3, stride: 2), new MaxPool(3, new(2, 1)), new GlobalAveragePool(),
            new Linear(4, 2));
        net.Initialise(new Rng(1));
        var x = Tensor.Placeholder([1, 3, 8, 8]);
        OnnxExport.Save(_folder["good.onnx"], [("x", x)], [("y", net.Call(x, Pass.Inference()).Softmax())]);
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["good.onnx"]));
    }
}
