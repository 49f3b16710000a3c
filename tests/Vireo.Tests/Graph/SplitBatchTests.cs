using Vireo.Graph;
using Vireo.Graph.Passes;
using Vireo.Layers;
using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>Predictions for a batch, taken through the network in parts.</summary>
public class SplitBatchTests
{
    private const int Batch = 8;

    [Fact]
    public void A_network_gives_the_same_numbers_for_a_batch_in_parts_as_for_the_whole()
    {
        var network = new Network();
        var x = Tensor.Placeholder([Batch, 3, 16, 16]);
        var capture = new Capture([x], [network.Call(x, Pass.Inference())], [], null, repeats: true);
        var split = new Plan(capture, PassSwitch.Parse(""), partMacs: 1);
        var whole = new Plan(capture, PassSwitch.Parse("-split-batch"), partMacs: 1);
        Assert.Contains("split-batch: 8 parts, each run on one thread", split.Notes);
        Assert.Contains("split-batch: off", whole.Notes);
        Assert.Equal(whole.Macs, split.Macs);

        for (var run = 0; run < 3; run++)
        {
            var images = Images((ulong)run);
            var expected = Run(whole, capture, images);
            Assert.Equal(Batch * 5, expected.Distinct().Count());
            Assert.Equal(expected, Run(split, capture, images),
                (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
        }
    }

    [Fact]
    public void Changed_weights_reach_every_thread()
    {
        var network = new Network();
        var x = Tensor.Placeholder([Batch, 3, 16, 16]);
        var capture = new Capture([x], [network.Call(x, Pass.Inference())], [], null, repeats: true);
        var split = new Plan(capture, PassSwitch.Parse(""), partMacs: 1);
        var images = Images(1);
        var before = Run(split, capture, images);
        foreach (var (_, variable) in network.Parameters)
        {
            foreach (ref var v in variable.Data<float>()) v *= 0.5f;
            variable.Touch();
        }

        var after = Run(split, capture, images);
        for (var i = 0; i < Batch; i++) Assert.NotEqual(before[5 * i], after[5 * i]);
        Assert.Equal(Run(new Plan(capture, PassSwitch.Parse("-split-batch")), capture, images), after,
            (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
    }

    [Fact]
    public void Where_images_meet_the_batch_stays_whole()
    {
        var x = Tensor.Placeholder([Batch, 4, 6, 6]);
        Tensor[] outputs =
        [
            x - x.Mean([0], keepAxes: true), x.Mean(), x.Reshape([2 * Batch, -1]), x.Transpose([1, 0, 2, 3]),
            x + Tensor.From<float>(new float[Batch], [Batch, 1, 1, 1]), Tensor.Of(new Concat { Axis = 0 }, x, x),
        ];
        foreach (var output in outputs)
        {
            Assert.Null(SplitBatch.Run(new Capture([x], [output], [], null, repeats: true), 0));
        }

        Assert.NotNull(SplitBatch.Run(new Capture([x], [x * 2], [], null, repeats: true), 0));
        Assert.Null(SplitBatch.Run(new Capture([x], [x * 2], [], null, repeats: false), 0));
    }

    [Fact]
    public void A_batch_with_too_little_work_stays_whole()
    {
        var x = Tensor.Placeholder([Batch, 3, 16, 16]);
        var network = new Network();
        var capture = new Capture([x], [network.Call(x, Pass.Inference())], [], null, repeats: true);
        Assert.Null(SplitBatch.Run(capture, SplitBatch.PartMacs));
        Assert.Equal(Batch / 2, SplitBatch.Run(capture, new Plan(capture).Macs / Batch + 1)?.Parts);
    }

    [Theory]
    [InlineData(16, 8, 4)] // 4,096 multiply-adds an image: two are worth 64 bytes of weights in eight bits
    [InlineData(10, 8, 8)] // 1,600: no half of the batch is, and one image is as good as in single precision
    public void Parts_in_eight_bits_are_larger_for_their_weights(int side, int single, int int8)
    {
        var x = Tensor.Placeholder([Batch, 4, side, side]);
        var y = new Conv(4, 4, 1, bias: false).Call(x, Pass.Inference());
        int? Parts(Precision precision) =>
            SplitBatch.Run(new Capture([x], [y], [], null, repeats: true, precision), 0)?.Parts;
        Assert.Equal(single, Parts(Precision.Single));
        Assert.Equal(int8, Parts(Precision.Int8(new() { Ranges = [new("input", 0, 1)] })));
    }

    private static Tensor Images(ulong seed)
    {
        var rng = new Rng(seed);
        var pixels = new float[Batch * 3 * 16 * 16];
        foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
        return Tensor.FromChannelsLast<float>(pixels, [Batch, 3, 16, 16]);
    }

    private static float[] Run(Plan plan, Capture capture, Tensor image)
    {
        float[] result = [];
        Engine.Run(() => result = Tensor.FromMaterialised(
            plan.Run([image.Evaluate()], plan.BindingFor(capture.Variables))[0]).ToArray<float>());
        return result;
    }

    private sealed class Network : Module
    {
        private readonly ConvNormActivation _stem;
        private readonly ConvNormActivation _second;
        private readonly Linear _head;

        public Network()
        {
            _stem = Own("stem", new ConvNormActivation(3, 64, 3, activation: ActivationKind.Relu));
            _second = Own("second", new ConvNormActivation(64, 64, 3, activation: ActivationKind.Identity));
            _head = Own("head", new Linear(64, 5));
            var rng = new Rng(7);
            foreach (var (_, variable) in Everything)
            {
                if (variable.Spec.DType != DType.F32) continue;
                foreach (ref var v in variable.Data<float>()) v = rng.Uniform(0.01f, 0.1f);
            }
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            var stem = _stem.Call(x, pass);
            var pooled = (_second.Call(stem, pass) + stem).Relu().MaxPool2d(2, new(2)).Mean([2, 3]);
            return _head.Call(pooled, pass);
        }
    }
}
