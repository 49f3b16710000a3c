using Vireo.Layers;
using Vireo.Ops;
using Vireo.Quantisation;

namespace Vireo.Tests.Quantisation;

/// <summary>Plans in eight bits against a simulation in single precision that rounds where they round.</summary>
public class Int8PlanTests
{
    private static readonly Shape s_shape = [2, 3, 12, 10];

    [Fact]
    public void A_small_network_says_what_a_simulation_says()
    {
        var (net, image, table) = Calibrated();
        var x = Tensor.Placeholder(s_shape);
        var step = Engine.Compile([x], [net.Call(x, Pass.Inference())], precision: Precision.Int8(table));
        var found = step.Run(image)[0].ToArray<float>();
        var (expected, oneStep) = net.Simulate(image, table);
        // A sum that lies between two bytes may be rounded either way; then the last layer sees a step more or less.
        Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) <= 2 * oneStep);
        var far = expected.Zip(found).Count(p => Math.Abs(p.First - p.Second) > 1e-4);
        Assert.True(far <= expected.Length / 20, $"{far} of {expected.Length} differ");

        var lines = step.Explain().ToList();
        Assert.Equal(4, lines.Count(l => l.Contains("int8 conv2d", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.Contains("int8 max_pool2d", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("int8 conv2d + Add", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("reference", StringComparison.Ordinal));
        // Pixels are rounded at the beginning; nothing is converted between there and the end.
        Assert.Single(lines, l => l.Contains("Quantise", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("Dequantise", StringComparison.Ordinal));
    }

    [Fact]
    public void Layers_named_in_the_table_stay_single()
    {
        var (net, image, table) = Calibrated();
        var x = Tensor.Placeholder(s_shape);
        var y = net.Call(x, Pass.Inference());
        var exact = Engine.Compile([x], [y]).Run(image)[0].ToArray<float>();
        var kept = Precision.Int8(table with { FloatLayers = ["first", "second", "third", "last"] });
        Assert.Equal(exact, Engine.Compile([x], [y], precision: kept).Run(image)[0].ToArray<float>());

        var lines = Engine.Compile([x], [y], precision: Precision.Int8(table with { FloatLayers = ["second"] }))
            .Explain().ToList();
        Assert.Equal(3, lines.Count(l => l.Contains("int8 conv2d", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.Contains("Dequantise", StringComparison.Ordinal));
    }

    [Fact]
    public void New_weights_are_rounded_anew()
    {
        var (net, image, table) = Calibrated();
        var x = Tensor.Placeholder(s_shape);
        var step = Engine.Compile([x], [net.Call(x, Pass.Inference())], precision: Precision.Int8(table));
        var before = step.Run(image)[0].ToArray<float>();
        net.Last.Weight.Data<float>().Clear();
        Assert.All(before, v => Assert.NotEqual(0, v));
        // What is left is the bias.
        var bias = net.Last.Bias!.Data<float>().ToArray();
        var after = step.Run(image)[0].ToArray<float>();
        for (var i = 0; i < after.Length; i++) Assert.Equal(bias[i / 30 % bias.Length], after[i], 1e-6);
    }

    [Fact]
    public void The_graph_that_is_exported_rounds_as_the_plan_does()
    {
        var (net, image, table) = Calibrated();
        var x = Tensor.Placeholder(s_shape);
        var y = net.Call(x, Pass.Inference());
        var rounded = Engine.Compile([x], [QuantisedGraph.Of(x, y, table)]).Run(image)[0].ToArray<float>();
        var plan = Engine.Compile([x], [y], precision: Precision.Int8(table)).Run(image)[0].ToArray<float>();
        var (_, oneStep) = net.Simulate(image, table);
        // The graph rounds both sides of the sum.
        Assert.Equal(plan, rounded, (a, b) => Math.Abs(a - b) <= 16 * oneStep);
        var error = plan.Zip(rounded).Average(p => Math.Abs(p.First - p.Second));
        Assert.True(error < oneStep, $"{error} on average, a step is {oneStep}");

        var kept = table with { FloatLayers = ["first", "second", "third", "last"], Ranges = [] };
        var same = Engine.Compile([x], [QuantisedGraph.Of(x, y, kept)]).Run(image)[0].ToArray<float>();
        Assert.Equal(Engine.Compile([x], [y]).Run(image)[0].ToArray<float>(), same);
    }

    private static (Net Net, Tensor Image, QuantisationTable Table) Calibrated()
    {
        var (net, rng) = (new Net(), new Rng(11));
        foreach (var (_, variable) in net.Everything)
        {
            foreach (ref var v in variable.Data<float>()) v = rng.Uniform(-0.3f, 0.3f);
        }

        var pixels = new float[s_shape.Count];
        foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
        var image = Tensor.From<float>(pixels, s_shape);
        var x = Tensor.Placeholder(s_shape);
        var calibrator = new Calibrator(x, net.Call(x, Pass.Inference()));
        calibrator.Observe(image);
        return (net, image, calibrator.Finish(CalibrationMethod.MinMax));
    }

    private sealed class Net : Module
    {
        public Conv First { get; }

        public Conv Second { get; }

        public Conv Third { get; }

        public Conv Last { get; }

        public Net()
        {
            First = Own("first", new Conv(3, 16, 3, new(1, 1)));
            Second = Own("second", new Conv(16, 16, 3, new(1, 1)));
            Third = Own("third", new Conv(16, 16, 1));
            Last = Own("last", new Conv(16, 8, 1));
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            var pooled = First.Call(x, pass).Relu().MaxPool2d(2, new(2));
            var third = Third.Call(Second.Call(pooled, pass).HardSwish(), pass);
            return Last.Call((third + pooled).Relu(), pass);
        }

        /// <summary>The same op by op, every value rounded to its bytes; and what a step of the last input is worth at
        /// most.</summary>
        public (float[] Output, float Step) Simulate(Tensor image, QuantisationTable table)
        {
            Tensor Rounded(Tensor x, ByteScale scale)
            {
                var (low, high) = scale.DType == DType.I8 ? (-128, 127) : (0, 255);
                var values = x.ToArray<float>();
                foreach (ref var v in values.AsSpan())
                    v = (float)Math.Clamp(Math.Round(v / (double)scale.Scale), low, high) * scale.Scale;
                return Tensor.From<float>(values, x.Shape);
            }

            ByteScale Scale(string name) => ByteScale.Of(table.Ranges.Single(r => r.Value == name));
            Tensor Weights(Conv layer)
            {
                var values = layer.Weight.Data<float>().ToArray();
                var per = values.Length / layer.Weight.Spec.Shape[0];
                foreach (var own in values.Chunk(per).Select((_, o) => values.AsMemory(o * per, per)))
                {
                    var scale = own.ToArray().Max(Math.Abs) / 127;
                    foreach (ref var v in own.Span) v = MathF.Round(v / scale) * scale;
                }

                return Tensor.From<float>(values, layer.Weight.Spec.Shape);
            }

            Tensor Run(Conv layer, Tensor x, int padding) =>
                x.Conv2d(Weights(layer), layer.Bias!.Value, new(1, padding));
            var names = table.Ranges.Select(r => r.Value).ToList();
            Assert.Equal(["input", "/max_pool2d", "/HardSwish", "third/conv2d", "/Relu#2"], names);
            var x = Rounded(image, Scale("input"));
            var pooled = Rounded(Run(First, x, 1).Relu(), Scale("/max_pool2d")).MaxPool2d(2, new(2));
            var third = Run(Third, Rounded(Run(Second, pooled, 1).HardSwish(), Scale("/HardSwish")), 0);
            var end = Scale("/Relu#2");
            var y = Run(Last, Rounded((third + pooled).Relu(), end), 0);
            return (y.ToArray<float>(), end.Scale * Last.Weight.Data<float>().ToArray().Max(Math.Abs));
        }
    }
}
