using Google.Protobuf;
using Vireo.Layers;
using Vireo.Onnx.Generated;
using Vireo.Quantisation;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Compression;
using Vireo.Vision.Imaging;

namespace Vireo.Onnx.Tests;

/// <summary>Files that round values to bytes are read as a network and its ranges.</summary>
public sealed class QuantisedImportTests : IDisposable
{
    private const int UnsignedByte = 2, SignedByte = 3;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_in_eight_bits_comes_back_from_its_own_file(bool raw)
    {
        const int Size = 32;
        var picture = _folder.Add("a.png", ImageFile.EncodePng(Picture()));
        var bundle = PostTrainingQuantisation.Calibrate(
            ModelBundle.OfZoo("resnet18", 6, Size), [picture], CalibrationMethod.MinMax);
        OnnxModel.Save(bundle, _folder["model.onnx"], raw);
        var back = ModelBundle.Open(_folder["model.onnx"]);

        var (own, read) = (bundle.Description.Quantisation!, back.Description.Quantisation!);
        Assert.Equal(own.Ranges.Count, read.Ranges.Count);
        foreach (var (a, b) in own.Ranges.Select(Reach).Order().Zip(read.Ranges.Select(Reach).Order()))
            Assert.Equal(a, b, 1e-5 * Math.Abs(a));
        var x = Tensor.Placeholder([1, 3, Size, Size]);
        var input = Tensor.From(
            Array.ConvertAll(new OpInput([1, 3, Size, Size]).Make(new Rng(3)), v => (float)v), [1, 3, Size, Size]);
        double[] Answer(ModelBundle of, bool rounded)
        {
            var logits = of.Model.Call(x, Pass.Inference());
            var precision = rounded ? Precision.Int8(of.Description.Quantisation!.Table) : Precision.Single;
            return Engine.Compile([x], [logits], precision: precision).Run(input)[0].ToDoubles();
        }

        var (plan, again, single) = (Answer(bundle, true), Answer(back, true), Answer(bundle, false));
        var rounding = Mean(plan, single);
        Assert.True(Mean(plan, again) < 0.2 * rounding, $"{Mean(plan, again)} of {rounding}");
        // The network itself is that of the weights' bytes.
        Assert.InRange(Mean(Answer(back, false), single), 1e-9, rounding);
    }

    [Fact]
    public void Constants_become_what_their_bytes_stand_for_and_pairs_become_ranges()
    {
        // w = [2.04, -0.3] at a step of 0.5 is [2, -0.5]; the bias of 3 steps of 0.1, less one, is 0.2.
        var model = Small();
        var read = Read(model);
        var result = read.Call(Tensor.From<float>([1, 10], [1, 2, 1, 1]), Pass.Inference()).ToDoubles();
        Assert.Equal([1 * 2.0 + 10 * -0.5 + 0.2], result, Near);
        Assert.Equal(["bias", "w"], read.Parameters.Select(p => p.Path).Order());

        var ranges = read.Ranges(Tensor.Placeholder([1, 2, 1, 1])).Ranges;
        Assert.Equal(["input", "conv/conv2d"], ranges.Select(r => r.Value.ToLowerInvariant()));
        Assert.Equal((-127 * 0.25f, 127 * 0.25f), (ranges[0].Low, ranges[0].High));
        Assert.Equal((0, 255 * 0.5f), (ranges[1].Low, ranges[1].High));
        Assert.False(read.HasWidenedRanges);

        // Bytes from -10 to 245 steps: as far below zero as above it, they are twice as coarse.
        model.Graph.Initializer.Single(i => i.Name == "z_out").RawData = ByteString.CopyFrom(10);
        read = Read(model);
        Assert.True(read.HasWidenedRanges);
        var wide = read.Ranges(Tensor.Placeholder([1, 2, 1, 1])).Ranges[1];
        Assert.Equal((-245 * 0.5f, 245 * 0.5f), (wide.Low, wide.High));
    }

    [Fact]
    public void Scales_that_cannot_be_true_are_refused()
    {
        Refused(model => Number(model, "s_out", -1));
        Refused(model => Number(model, "s_out", float.NaN));
        Refused(model => model.Graph.Node.First(n => n.Input[0] == "xq").Input[1] = "s_out");
        Refused(model => model.Graph.Node.First(n => n.Input[0] == "input").Input[1] = "input");
        Refused(model =>
        {
            var scale = model.Graph.Initializer.Single(i => i.Name == "s_w");
            scale.Dims[0] = 2;
            scale.RawData = ByteString.CopyFrom([.. scale.RawData, .. scale.RawData]);
        });
    }

    private static IEqualityComparer<double> Near { get; } =
        EqualityComparer<double>.Create((a, b) => Math.Abs(a - b) < 1e-6, _ => 0);

    /// <summary>The greatest magnitude of a range, negative where its bytes are signed.</summary>
    private static double Reach(ActivationRange range) => range.Low < 0 ? -Math.Max(-range.Low, range.High) : range.High;

    private static double Mean(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    private static void Number(ModelProto model, string name, float value) =>
        model.Graph.Initializer.Single(i => i.Name == name).RawData =
            ByteString.CopyFrom(BitConverter.GetBytes(value));

    private void Refused(Action<ModelProto> change)
    {
        var model = Small();
        change(model);
        Assert.Equal("VIR2834", Assert.Throws<BadModelFileException>(() => Read(model)).Code);
    }

    private OnnxModule Read(ModelProto model) => OnnxImport.Read(_folder.Add("small.onnx", model.ToByteArray()));

    private static Image Picture()
    {
        var rng = new Rng(1);
        return new(48, 40, 3, [.. Enumerable.Range(0, 40 * 48 * 3).Select(_ => (byte)rng.Below(256))]);
    }

    /// <summary>A convolution of one pixel between bytes: weights rounded per channel where they are used, the bias in
    /// bytes.</summary>
    private static ModelProto Small()
    {
        ModelProto model = new() { IrVersion = 8, Graph = new() { Name = "small" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        var graph = model.Graph;
        graph.Input.Add(new ValueInfoProto
        {
            Name = "input", Type = new() { TensorType = new() { ElemType = 1 } },
        });
        graph.Output.Add(new ValueInfoProto { Name = "y", Type = new() { TensorType = new() { ElemType = 1 } } });
        void Floats(string name, long[] dims, params float[] values) => Add(
            name, 1, dims, [.. values.SelectMany(BitConverter.GetBytes)]);
        void Add(string name, int type, long[] dims, byte[] bytes)
        {
            TensorProto tensor = new() { Name = name, DataType = type, RawData = ByteString.CopyFrom(bytes) };
            tensor.Dims.Add(dims);
            graph.Initializer.Add(tensor);
        }

        void Node(string type, string[] inputs, string output, int? axis = null)
        {
            NodeProto node = new() { OpType = type, Name = type == "Conv" ? "conv" : $"{type} {output}" };
            node.Input.Add(inputs);
            node.Output.Add(output);
            if (axis is { } a)
            {
                node.Attribute.Add(new AttributeProto
                {
                    Name = "axis", I = a, Type = AttributeProto.Types.AttributeType.Int,
                });
            }

            graph.Node.Add(node);
        }

        Floats("s_in", [], 0.25f);
        Add("z_in", SignedByte, [], [0]);
        Floats("w", [1, 2, 1, 1], 2.04f, -0.3f);
        Floats("s_w", [1], 0.5f);
        Add("z_w", SignedByte, [1], [0]);
        Add("bias", SignedByte, [1], [3]);
        Floats("s_b", [1], 0.1f);
        Add("z_b", SignedByte, [1], [1]);
        Floats("s_out", [], 0.5f);
        Add("z_out", UnsignedByte, [], [0]);
        Node("QuantizeLinear", ["input", "s_in", "z_in"], "xq");
        Node("DequantizeLinear", ["xq", "s_in", "z_in"], "x");
        Node("QuantizeLinear", ["w", "s_w", "z_w"], "wq", 0);
        Node("DequantizeLinear", ["wq", "s_w", "z_w"], "wd", 0);
        Node("DequantizeLinear", ["bias", "s_b", "z_b"], "b", 0);
        Node("Conv", ["x", "wd", "b"], "c");
        Node("QuantizeLinear", ["c", "s_out", "z_out"], "cq");
        Node("DequantizeLinear", ["cq", "s_out", "z_out"], "y");
        return model;
    }
}
