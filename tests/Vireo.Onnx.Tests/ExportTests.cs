using Google.Protobuf;
using Vireo.Graph;
using Vireo.Layers;
using Vireo.Onnx.Generated;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Onnx.Tests;

/// <summary>What stands in an exported file, and what is said when there is none.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["model.onnx"];

    public void Dispose() => _folder.Dispose();

    private ModelProto Exported(Tensor x, params (string Name, Tensor Tensor)[] outputs)
    {
        OnnxExport.Save(Path, [("x", x)], outputs);
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_file_names_its_maker_its_operators_and_what_goes_in_and_out()
    {
        var x = Tensor.Placeholder([2, 3]);
        OnnxExport.Save(Path, [("image", x)], [("scores", x.Relu().Cast(DType.I64))], new()
        {
            Opset = 20, Name = "net", Description = "words", Metadata = new Dictionary<string, string> { ["a"] = "b" },
        });

        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path));
        Assert.Equal(("Vireo", VireoVersion.Text), (model.ProducerName, model.ProducerVersion));
        Assert.Equal(("", 20, 9), (model.OpsetImport[0].Domain, model.OpsetImport[0].Version, model.IrVersion));
        Assert.Equal(("net", "words"), (model.Graph.Name, model.DocString));
        Assert.Equal(("a", "b"), (model.MetadataProps[0].Key, model.MetadataProps[0].Value));
        Assert.Equal("image: 1 [2, 3]", Text(Assert.Single(model.Graph.Input)));
        Assert.Equal("scores: 7 [2, 3]", Text(Assert.Single(model.Graph.Output)));
    }

    [Fact]
    public void Variables_are_constants_under_their_own_names_and_nodes_know_their_place()
    {
        var net = new Sequential(new Linear(3, 2), new Activation(ActivationKind.Relu));
        net.Initialise(new Rng(1));
        var x = Tensor.Placeholder([4, 3]);
        var graph = Exported(x, ("y", net.Call(x, Pass.Inference()))).Graph;

        Assert.Equal(["0.weight", "0.bias"], graph.Initializer.Select(i => i.Name));
        Assert.Equal([2, 3], graph.Initializer[0].Dims);
        Assert.Equal(2 * 3 * sizeof(float), graph.Initializer[0].RawData.Length);
        Assert.Equal(["0/Gemm", "0/Add", "1/Relu"], graph.Node.Select(n => n.Name));
    }

    [Fact]
    public void What_no_output_needs_is_left_out()
    {
        var x = Tensor.Placeholder([1, 2, 4, 4]);
        var graph = Exported(x, ("y", x.MaxPool2d(2, new(2)))).Graph;

        // The places of the maxima, with all that turns them into ours.
        Assert.Equal(["y"], Assert.Single(graph.Node).Output);
        Assert.Empty(graph.Initializer);
    }

    [SkippableFact]
    public void An_output_may_be_an_input_a_constant_or_another_output()
    {
        OnnxRuntime.Require();
        var x = Tensor.Placeholder([2]);
        var y = x * 2;
        Exported(x, ("same", x), ("twice", y), ("again", y), ("known", Tensor.From<float>(7, 8)), ("mul_0", x + 1));

        var found = OnnxRuntime.Run(Path, new() { ["x"] = RuntimeValue.Of(x.Spec, [1, 5]) });
        Assert.Equal([1, 5], found["same"].ToDoubles());
        Assert.Equal([2, 10], found["twice"].ToDoubles());
        Assert.Equal([2, 10], found["again"].ToDoubles());
        Assert.Equal([7, 8], found["known"].ToDoubles());
        Assert.Equal([2, 6], found["mul_0"].ToDoubles());
    }

    [Theory]
    [InlineData(DType.F64)]
    [InlineData(DType.BF16)]
    [InlineData(DType.I8)]
    [InlineData(DType.U8)]
    [InlineData(DType.I32)]
    [InlineData(DType.I64)]
    [InlineData(DType.Bool)]
    public void Constants_of_every_type_are_exact(DType type)
    {
        var variable = new Variable([2], type);
        variable.Set([1, 0]);
        var constant = Exported(variable.Value.Reshape([1, 2]), ("y", variable.Value)).Graph.Initializer[0];

        Assert.Equal(Ops.Onnx.OnnxGraph.ElementType(type), constant.DataType);
        byte[] one = type switch
        {
            DType.F64 => BitConverter.GetBytes(1.0),
            DType.BF16 => [0x80, 0x3F],
            _ => [1, .. new byte[type.Size - 1]],
        };
        Assert.Equal(ByteString.CopyFrom([.. one, .. new byte[type.Size]]), constant.RawData);
    }

    [Fact]
    public void An_op_without_a_form_is_named_with_its_place_and_the_fix()
    {
        var x = Tensor.Placeholder([1, 2, 4, 4]);
        var net = new Sequential(new MaxPool(2, new(2)));
        var dx = Gradients.Of(net.Call(x, Pass.Inference()).Sum(), [x])[0]!;
        File.WriteAllText(Path, "old");

        var error = Assert.Throws<VireoException>(() => OnnxExport.Save(Path, [("x", x)], [("dx", dx)]));
        Assert.Equal("VIR6001", error.Code);
        Assert.Equal(
            "max_pool2d backward in 0 (backward) over (F32[1, 2, 2, 2], I32[1, 2, 2, 2]) has no ONNX form in operator "
            + "set 17. It belongs to a gradient: export what the model computes, not how it learns. [VIR6001]",
            error.Message);
        Assert.Equal("old", File.ReadAllText(Path));
    }

    [Fact]
    public void Random_numbers_ask_for_a_graph_for_inference()
    {
        var (x, state) = (Tensor.Placeholder([4]), Tensor.From<long>(1, 2));
        var error = Assert.Throws<VireoException>(
            () => OnnxExport.Save(Path, [("x", x)], [("y", x.Dropout(0.5, state, 0))]));

        Assert.StartsWith("RandomUniform over (I64[2]) has no ONNX form", error.Message, StringComparison.Ordinal);
        Assert.Contains("Pass.Inference()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_that_nobody_named_is_named()
    {
        var (x, mask) = (Tensor.Placeholder([4]), Tensor.Placeholder([4], title: "mask"));
        var error = Assert.Throws<VireoException>(() => OnnxExport.Save(Path, [("x", x)], [("y", x * mask)]));

        Assert.Equal("VIR6002", error.Code);
        Assert.Contains("mask F32[4]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_given_once()
    {
        var x = Tensor.Placeholder([4]);
        Assert.Throws<ArgumentException>(() => OnnxExport.Save(Path, [("x", x)], [("x", x.Relu())]));
        Assert.Throws<ArgumentException>(() => OnnxExport.Save(Path, [("", x)], [("y", x.Relu())]));
        Assert.Throws<ArgumentException>(() => OnnxExport.Save(Path, [("x", x)], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxExportOptions { Opset = 12 });
        Assert.False(File.Exists(Path));
    }

    private static string Text(ValueInfoProto value) =>
        $"{value.Name}: {value.Type.TensorType.ElemType} "
        + $"[{string.Join(", ", value.Type.TensorType.Shape.Dim.Select(d => d.DimValue))}]";
}
