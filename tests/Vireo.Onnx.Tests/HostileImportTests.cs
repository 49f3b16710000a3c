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
        Refusal("VIR2833", model => model.Graph.Node[1].Output[0] = model.Graph.Initializer[0].Name);
        Refusal("VIR2833", model => model.Graph.Node[0].Input[0] = model.Graph.Node[0].Output[0]);
        Refusal("VIR2833", model => model.Graph.Input.Add(new ValueInfoProto { Name = "second" }));
        Refusal("VIR2834", model =>
        {
            model.Graph.Node.Add(new NodeProto { OpType = "Dropout", Input = { "x" }, Output = { "dropped", "mask" } });
            model.Graph.Output[0].Name = "mask";
        });
        Refusal("VIR2835", model =>
        {
            model.Graph.Node.Add(new NodeProto { OpType = "Max", Output = { "none" } });
            model.Graph.Output[0].Name = "none";
        });
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

    [Fact]
    public void Ranges_of_data_beside_the_model_are_whole_and_apart()
    {
        _folder.Add("some.data", new byte[1000]);
        Assert.Contains("no number", Refusal("VIR2836", model => Beside(model, 0, ("offset", "-4"))),
            StringComparison.Ordinal);
        Refusal("VIR2836", model => Beside(model, 0, ("offset", "99999999999999999999")));
        Refusal("VIR2836", model => Beside(model, 0, ("offset", $"{long.MaxValue}")));
        Refusal("VIR2836", model => Beside(model, 0, ("offset", "900")));
        Refusal("VIR2836", model => Beside(model, 0, ("length", "-1")));
        Refusal("VIR2832", model => Beside(model, 0, ("length", "8")));
        Refusal("VIR2836", model => Beside(model, 0, ("location", "bad.onnx/some.data")));
        Assert.Contains("overlap", Refusal("VIR2836", model =>
        {
            var many = Beside(model, 0);
            for (var i = 0; i < 3; i++)
            {
                model.Graph.Initializer.Add(many.Clone());
                model.Graph.Initializer[^1].Name = $"again{i}";
            }
        }), StringComparison.Ordinal);

        static TensorProto Beside(ModelProto model, int index, params (string Key, string Value)[] facts)
        {
            var weight = model.Graph.Initializer[index];
            weight.ClearRawData();
            weight.DataLocation = TensorProto.Types.DataLocation.External;
            foreach (var (key, value) in facts.Append(("location", "some.data")))
                weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
            return weight;
        }
    }

    [Fact]
    public void Nested_graphs_are_refused_however_deep()
    {
        Assert.Contains("the op If", Refusal("VIR2831", model => model.Graph.Node[1] = Nested(model, 3)),
            StringComparison.Ordinal);
        Assert.Contains("the op Loop", Refusal("VIR2831", model => model.Graph.Node[1].OpType = "Loop"),
            StringComparison.Ordinal);
        Refusal("VIR2830", model => model.Graph.Node[1] = Nested(model, 60));

        static NodeProto Nested(ModelProto model, int depth)
        {
            var node = model.Graph.Node[1];
            for (var i = 0; i < depth; i++)
            {
                NodeProto outer = new() { OpType = "If", Input = { node.Input }, Output = { node.Output } };
                outer.Attribute.Add(new AttributeProto { Name = "then_branch", G = new() { Node = { node } } });
                node = outer;
            }

            return node;
        }
    }

    [Fact]
    public void Short_files_that_ask_for_much_memory_are_refused()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal("VIR2832", model => model.Graph.Initializer[0].Dims.Add([1 << 30, 1 << 30, 1 << 30]));
        Refusal("VIR2832", model => model.Graph.Initializer[0].Dims.Add(new long[1 << 12]));
        Refusal("VIR2832", model => model.Graph.Initializer[0].Dims[0] = long.MinValue);
        Refusal("VIR2834", model => Chain(model, "ConstantOfShape", 1, (1L << 30)));
        Refusal("VIR2834", model => Chain(model, "Concat", 40, 7, 7));
        Refusal("VIR2834", model =>
        {
            // A picture that is doubled and doubled again.
            for (var i = 0; i < 40; i++)
            {
                NodeProto twice = new() { OpType = "Concat", Output = { $"t{i}" } };
                twice.Input.Add([i == 0 ? "x" : $"t{i - 1}", i == 0 ? "x" : $"t{i - 1}"]);
                twice.Attribute.Add(new AttributeProto { Name = "axis", I = 0 });
                model.Graph.Node.Add(twice);
            }

            model.Graph.Output[0].Name = "t39";
        });
        // One weight of a kilobyte under ten thousand names: most stay as they are.
        Refusal("VIR2833", model =>
        {
            for (var i = 0; i < 10_000; i++)
                model.Graph.Node.Insert(0, new NodeProto
                {
                    OpType = "Identity", Input = { model.Graph.Initializer[0].Name }, Output = { $"n{i}" },
                });
            model.Graph.Output[0].Name = "nothing";
        });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);

        static void Chain(ModelProto model, string type, int count, params long[] values)
        {
            model.Graph.Initializer.Add(new TensorProto
            {
                Name = "k", DataType = 7, Dims = { values.Length }, Int64Data = { values },
            });
            for (var i = 0; i < count; i++)
            {
                NodeProto node = new() { OpType = type, Output = { $"k{i}" } };
                var from = i == 0 ? "k" : $"k{i - 1}";
                node.Input.Add(type == "Concat" ? [from, from] : [from]);
                node.Attribute.Add(new AttributeProto { Name = "axis", I = 0 });
                model.Graph.Node.Insert(i, node);
            }
        }
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
