using System.Text.Json;
using Vireo.Graph;
using Vireo.Layers;
using Vireo.Ops;
using Vireo.Optimizers;
using Vireo.Quantisation;
using Vireo.Testing;

namespace Vireo.Tests.Quantisation;

/// <summary>Rounding that passes gradients on: numbers of PyTorch (tests/goldens/quantisation), closed forms, and a
/// network that learns against its plan in eight bits.</summary>
public class FakeQuantiseTests
{
    private static readonly Shape s_shape = [2, 3, 12, 12];

    [Fact]
    public void Values_and_gradients_of_numbers_and_steps_are_PyTorchs()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Golden("quantisation/fake_quantise.json")));
        foreach (var given in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            double[] Numbers(string name) => [.. given.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
            Shape Extents(string name) => Shape.Create([.. given.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())]);
            Tensor Made(string name, string shape) => Tensor.From(
                Array.ConvertAll(Numbers(name), v => (float)v), Extents(shape));
            var (x, step) = (Made("x", "shape"), Made("step", "step_shape"));
            var y = x.FakeQuantise(step, Enum.Parse<DType>(given.GetProperty("to").GetString()!));
            Check.Close(Numbers("y"), y.ToDoubles(), 1e-6);
            var gradients = Gradients.Of([y], [Made("dy", "shape")], [x, step]);
            Check.Close(Numbers("dx"), gradients[0]!.ToDoubles(), 1e-6);
            Check.Close(Numbers("dstep"), gradients[1]!.ToDoubles(), 1e-5);
        }
    }

    [Fact]
    public void The_limit_of_a_clip_learns_by_what_lies_beyond_it()
    {
        // y = 0.5 (|x| - |x - a| + a), rounded to 255 steps; the sum's derivative by a counts x >= a.
        const float limit = 1.5f;
        var x = Tensor.From<float>(-0.3f, 0.2f, 1.4f, 1.6f, 3, 7);
        var a = Tensor.Scalar(limit) * 1;
        var y = x.FakeQuantise(a / 255, DType.U8, RangeLearning.Clip);
        var clipped = x.ToArray<float>().Select(v => 0.5f * (Math.Abs(v) - Math.Abs(v - limit) + limit));
        Check.Close([.. clipped.Select(v => (double)v)], y.ToDoubles(), limit / 255 / 2);
        var weights = Tensor.From<float>(1, 2, 4, 8, 16, 32);
        var gradients = Gradients.Of((y * weights).Sum(), [x, a]);
        Check.Close([0, 2, 4, 0, 0, 0], gradients[0].ToDoubles(), 1e-6);
        Check.Close([8 + 16 + 32], gradients[1].ToDoubles(), 1e-5);
    }

    [Theory]
    [InlineData(RangeLearning.LearnedStep)]
    [InlineData(RangeLearning.Clip)]
    public void Descent_moves_steps_and_limits_as_the_papers_do(RangeLearning learning)
    {
        var (net, images) = (new Net(), Images());
        var network = new FakeQuantised(net, s_shape, learning);
        Calibrate(network, net, images);
        foreach (var (_, variable) in network.Parameters.Where(p => p.Path == "quant.input"))
            variable.Set([Math.Log(0.5)]);
        var (type, pass) = (DType.I8, Pass.Training());
        var loss = network.Call(images, pass).Sum();
        var logarithm = network.Parameters.Single(p => p.Path == "quant.input").Variable;
        var found = Gradients.Of(loss, [logarithm.Value])[0].ToScalar();

        // By hand: the derivative by the step, through the first convolution, with the paper's scale; a small step of
        // descent on the logarithm moves the step (or the limit) by as much.
        var step = Tensor.Scalar((float)(0.5 / 127)) * 1;
        var rounded = images.FakeQuantise(step, type, learning);
        var name = network.Table.Ranges.ToDictionary(r => r.Value);
        var rest = net.After(rounded, (value, x) => x.FakeQuantise(
            Tensor.Scalar(ByteScale.Of(name[value]).Scale), ByteScale.Of(name[value]).DType));
        var byStep = Gradients.Of(rest.Sum(), [step])[0].ToScalar();
        var expected = learning == RangeLearning.LearnedStep
            ? byStep / Math.Sqrt(3 * 12 * 12 * 127.0) / (0.5 / 127) // Δs / s = -rate · g · dL/ds / s
            : byStep / 127 / 0.5;                                    // Δa / a = -rate · dL/da / a
        Assert.Equal(1, found / expected, 1e-3);
    }

    [Fact]
    public void Values_without_a_rectifier_have_a_sign_and_all_ranges_have_names_of_the_plan()
    {
        var net = new Net();
        var network = new FakeQuantised(net, s_shape);
        Calibrate(network, net, Images());
        var ranges = network.Table.Ranges.ToDictionary(r => r.Value);
        Assert.Equal(["input", "/max_pool2d", "third.norm/batch_norm inference", "/Relu#2"], ranges.Keys);
        Assert.Equal(-ranges["input"].High, ranges["input"].Low);
        Assert.Equal(0, ranges["/max_pool2d"].Low);
        Assert.Equal(0, ranges["/Relu#2"].Low);
        Assert.True(ranges["third.norm/batch_norm inference"].Low < 0);
        Assert.Equal(["quant.input", "quant./max_pool2d", "quant.third.norm/batch_norm inference", "quant./Relu#2"],
            network.Parameters.Select(p => p.Path).Take(4));
        Assert.Equal(net.Parameters.Select(p => p.Path), network.Parameters.Select(p => p.Path).Skip(4));
        Assert.Throws<ArgumentException>(() => network.Begin(new() { Ranges = [] }));
    }

    [Fact]
    public void A_network_that_learned_to_round_is_its_plan_and_its_exported_graph()
    {
        var (net, images) = (new Net(), Images());
        var network = new FakeQuantised(net, s_shape);
        Calibrate(network, net, images);
        var before = network.Table;
        var x = Tensor.Placeholder(s_shape);
        Learn(network, x, images, steps: 20);
        Assert.NotEqual(before.Ranges, network.Table.Ranges);

        var table = network.Table;
        var logits = net.Call(x, Pass.Inference());
        float[] Run(CompiledStep step) => step.Run(images)[0].ToArray<float>();
        var learned = Run(Engine.Compile([x], [network.Call(x, Pass.Inference())]));
        var graph = Run(Engine.Compile([x], [QuantisedGraph.Of(x, logits, table)]));
        var plan = Run(Engine.Compile([x], [logits], precision: Precision.Int8(table)));
        var single = Run(Engine.Compile([x], [logits]));
        var scale = single.Max(Math.Abs);
        double Mean(float[] a, float[] b) => a.Zip(b).Average(p => Math.Abs(p.First - p.Second)) / scale;
        var rounding = Mean(single, learned);
        Assert.True(rounding > 1e-4, $"{rounding}");
        // Exported biases are whole numbers of small steps, and sums near the middle of two bytes go either way; the plan
        // leaves one side of the sum exact.
        Assert.True(Mean(graph, learned) < 0.3 * rounding, $"{Mean(graph, learned)} of {rounding}");
        Assert.True(Mean(plan, learned) < rounding, $"{Mean(plan, learned)} of {rounding}");
    }

    [Fact]
    public void Ranges_far_too_wide_learn_to_be_narrower()
    {
        var (net, images) = (new Net(), Images());
        var x = Tensor.Placeholder(s_shape);
        var exact = Engine.Compile([x], [net.Call(x, Pass.Inference())]).Run(images)[0];
        var network = new FakeQuantised(net, s_shape);
        var good = Calibrate(network, net, images);
        network.Begin(good with { Ranges = [.. good.Ranges.Select(r => r with { Low = r.Low * 12, High = r.High * 12 })] });
        double Error() => (network.Call(images, Pass.Inference()) - exact).Abs().Mean().ToScalar();
        var before = Error();
        var ranges = network.Parameters.Where(p => p.Path.StartsWith("quant.", StringComparison.Ordinal)).ToList();
        var loss = (network.Call(x, Pass.Training()) - exact.Detach()).Power(2).Mean();
        var optimizer = new Adam();
        optimizer.Rate.Set([0.05]);
        var gradients = Gradients.Of(loss, [.. ranges.Select(r => r.Variable.Value)]);
        var step = Engine.Compile([x], [loss],
            optimizer.Step([.. ranges.Zip(gradients, (r, g) => (r.Path, r.Variable, g))]));
        for (var i = 0; i < 60; i++) step.Run(images);
        Assert.True(Error() < 0.4 * before, $"{Error()} after {before}");
        Assert.All(network.Table.Ranges.Zip(good.Ranges), p => Assert.True(p.First.High < 8 * p.Second.High, $"{p}"));
    }

    private static QuantisationTable Calibrate(FakeQuantised network, Net net, Tensor images)
    {
        var x = Tensor.Placeholder(s_shape);
        var calibrator = new Calibrator(x, net.Call(x, Pass.Inference()));
        calibrator.Observe(images);
        var table = calibrator.Finish(CalibrationMethod.MinMax);
        network.Begin(table);
        return table;
    }

    private static void Learn(Module network, Tensor x, Tensor images, int steps)
    {
        var parameters = network.Parameters.ToList();
        var loss = network.Call(x, Pass.Training()).Power(2).Mean();
        var optimizer = new Adam();
        optimizer.Rate.Set([0.002]);
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        var step = Engine.Compile([x], [loss],
            optimizer.Step([.. parameters.Zip(gradients, (p, g) => (p.Path, p.Variable, g))]));
        for (var i = 0; i < steps; i++) step.Run(images);
    }

    private static Tensor Images()
    {
        var (rng, pixels) = (new Rng(3), new float[s_shape.Count]);
        foreach (ref var p in pixels.AsSpan()) p = rng.Normal();
        return Tensor.From<float>(pixels, s_shape);
    }

    /// <summary>A rectified convolution, a pooling, a residual block with a norm, and a last convolution.</summary>
    private sealed class Net : Module
    {
        private readonly Conv _first, _last;
        private readonly Block _third;

        public Net()
        {
            _first = Own("first", new Conv(3, 16, 3, new(1, 1)));
            _third = Own("third", new Block());
            _last = Own("last", new Conv(16, 8, 1));
            var rng = new Rng(11);
            foreach (var (path, variable) in Everything.Where(e => e.Variable.Spec.DType.IsFloat))
            {
                var low = path.EndsWith("running_var", StringComparison.Ordinal) ? 0.5f : -0.3f;
                foreach (ref var v in variable.Data<float>()) v = rng.Uniform(low, low + 0.6f);
            }
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            var pooled = _first.Call(x, pass).Relu().MaxPool2d(2, new(2));
            return _last.Call((_third.Call(pooled, pass) + pooled).Relu(), pass);
        }

        /// <summary>The same from rounded images on.</summary>
        public Tensor After(Tensor images, Func<string, Tensor, Tensor> round)
        {
            var pooled = round("/max_pool2d", Rounded(_first, images, 1).Relu().MaxPool2d(2, new(2)));
            var third = round("third.norm/batch_norm inference", _third.Folded(pooled));
            return Rounded(_last, round("/Relu#2", (third + pooled).Relu()), 0);
        }

        private static Tensor Rounded(Conv layer, Tensor x, int padding) =>
            x.Conv2d(Bytes(layer.Weight.Value), layer.Bias!.Value, new(1, padding));

        public static Tensor Bytes(Tensor weight) => weight.FakeQuantise(
            weight.Abs().ReduceMax([1, 2, 3], keepAxes: true) / 127, DType.I8);

        private sealed class Block : Module
        {
            private readonly Conv _conv;
            private readonly BatchNorm _norm;

            public Block()
            {
                _conv = Own("conv", new Conv(16, 16, 3, new(1, 1), bias: false));
                _norm = Own("norm", new BatchNorm(16));
            }

            protected override Tensor Forward(Tensor x, Pass pass) => _norm.Call(_conv.Call(x, pass), pass);

            public Tensor Folded(Tensor x)
            {
                var parts = _norm.Everything.ToDictionary(e => e.Path, e => e.Variable.Value);
                var scale = parts["weight"] / (parts["running_var"] + 1e-5).Sqrt();
                return x.Conv2d(Bytes(_conv.Weight.Value * scale.Reshape([16, 1, 1, 1])),
                    parts["bias"] - parts["running_mean"] * scale, new(1, 1));
            }
        }
    }
}
