using Vireo.Layers;
using Vireo.Ops;
using Vireo.Quantisation;

namespace Vireo.Tests.Quantisation;

/// <summary>Weights that are stored as bytes make the plan in eight bits that the whole ones make.</summary>
public class ByteWeightsTests
{
    private static readonly Shape s_shape = [2, 3, 9, 8];

    [Fact]
    public void Plans_in_eight_bits_give_the_same_bits_with_weights_from_bytes()
    {
        var (net, image) = Drawn();
        var x = Tensor.Placeholder(s_shape);
        var y = net.Call(x, Pass.Inference());
        var calibrator = new Calibrator(x, y);
        calibrator.Observe(image);
        var table = calibrator.Finish(CalibrationMethod.MinMax);
        var step = Engine.Compile([x], [y], precision: Precision.Int8(table));
        var expected = step.Run(image)[0].ToArray<float>();
        var found = QuantisedGraph.Weights(x, y, table);
        Assert.Equal(3, found.Count);
        var exact = net.Twice.Weight.Data<float>().ToArray();
        foreach (var own in found) ByteWeights.Restore(own.Bytes.Span, own.Greatest.Span, own.Variable.Data<float>());
        Assert.Equal(expected, step.Run(image)[0].ToArray<float>());
        // Said again, they are the same bytes.
        foreach (var (before, after) in found.Zip(QuantisedGraph.Weights(x, y, table)))
        {
            Assert.Equal(before.Bytes.ToArray(), after.Bytes.ToArray());
            Assert.Equal(before.Greatest.ToArray(), after.Greatest.ToArray());
        }

        // What two convolutions share is left alone, and so is what stays single.
        Assert.Equal(exact, net.Twice.Weight.Data<float>().ToArray());
        Assert.Equal(2, QuantisedGraph.Weights(x, y, table with { FloatLayers = ["first"] }).Count);
    }

    [Fact]
    public void Norms_that_turn_or_silence_channels_leave_weights_as_near_as_bytes_are()
    {
        var (net, image) = Drawn();
        var x = Tensor.Placeholder(s_shape);
        var y = net.Call(x, Pass.Inference());
        var calibrator = new Calibrator(x, y);
        calibrator.Observe(image);
        var own = QuantisedGraph.Weights(x, y, calibrator.Finish()).Single(w => w.Variable == net.First.Weight);
        var (whole, restored) = (net.First.Weight.Data<float>().ToArray(), new float[own.Bytes.Length]);
        ByteWeights.Restore(own.Bytes.Span, own.Greatest.Span, restored);
        var channel = whole.Length / own.Greatest.Length;
        for (var i = 0; i < whole.Length; i++)
            Assert.Equal(whole[i], restored[i], 0.5001 * own.Greatest.Span[i / channel] / 127);
        for (var o = 0; o < own.Greatest.Length; o++)
        {
            var greatest = whole.AsSpan(o * channel, channel).ToArray().Max(Math.Abs);
            Assert.Equal(greatest, own.Greatest.Span[o]);
            Assert.Equal(greatest, restored.AsSpan(o * channel, channel).ToArray().Max(Math.Abs));
        }
    }

    [Theory]
    [InlineData(4, 3, 4)]
    [InlineData(4, 0, 4)]
    [InlineData(4, 2, 3)]
    public void Lengths_that_do_not_fit_are_refused(int bytes, int channels, int weights) =>
        Assert.Throws<ArgumentException>(() =>
            ByteWeights.Restore(new sbyte[bytes], new float[channels], new float[weights]));

    private static (Net Net, Tensor Image) Drawn()
    {
        var (net, rng) = (new Net(), new Rng(17));
        net.Initialise(rng);
        foreach (var (path, variable) in net.Everything.Where(v => v.Variable.Spec.DType.IsFloat))
        {
            var isVariance = path.EndsWith("running_var", StringComparison.Ordinal);
            foreach (ref var v in variable.Data<float>()) v = isVariance ? rng.Uniform(0.5f, 2) : rng.Uniform(-1, 1);
        }

        net.Norm.Everything.Single(v => v.Path == "weight").Variable.Data<float>()[3] = 0;
        var pixels = new float[s_shape.Count];
        foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
        return (net, Tensor.From<float>(pixels, s_shape));
    }

    private sealed class Net : Module
    {
        public Conv First { get; }

        public BatchNorm Norm { get; }

        public Conv Second { get; }

        public Conv Depthwise { get; }

        public Conv Twice { get; }

        public Net()
        {
            First = Own("first", new Conv(3, 8, 3, new(1, 1)));
            Norm = Own("norm", new BatchNorm(8));
            Second = Own("second", new Conv(8, 8, 1));
            Depthwise = Own("depthwise", new Conv(8, 8, 3, new(1, 1), groups: 8));
            Twice = Own("twice", new Conv(8, 8, 1));
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            var a = Norm.Call(First.Call(x, pass), pass).Relu();
            var b = Depthwise.Call(Second.Call(a, pass).Relu(), pass).HardSwish();
            return Twice.Call(Twice.Call(a + b, pass).Relu(), pass);
        }
    }
}
