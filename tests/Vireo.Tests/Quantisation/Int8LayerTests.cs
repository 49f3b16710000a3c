using Vireo.Layers;
using Vireo.Ops;
using Vireo.Quantisation;

namespace Vireo.Tests.Quantisation;

/// <summary>Squeeze and excite and fully connected layers in eight bits.</summary>
public class Int8LayerTests
{
    private static readonly Shape s_shape = [8, 3, 12, 10];

    [Fact]
    public void Bytes_go_through_squeeze_and_excite_and_from_one_fully_connected_layer_to_the_next()
    {
        var (x, y, image, table) = Calibrated();
        var step = Engine.Compile([x], [y], precision: Precision.Int8(table));
        var lines = step.Explain().ToList();
        Assert.Single(lines, l => l.Contains("int8 mean", StringComparison.Ordinal));
        Assert.Single(lines, l => l.Contains("int8 Multiply", StringComparison.Ordinal));
        // Stem, both layers of the gate, the projection, and three layers that are matrix products.
        Assert.Equal(7, lines.Count(l => l.Contains("int8 conv2d", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, l => l.Contains("MatMul", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("Dequantise", StringComparison.Ordinal));
        // Pixels, the means of the gate, and those in front of the first matrix product.
        Assert.Equal(3, lines.Count(l => l.Contains("Quantise", StringComparison.Ordinal)));
        Assert.Contains("7 of 7 convolutions and matrix products in int8", step.Summary, StringComparison.Ordinal);

        var found = step.Run(image)[0].ToArray<float>();
        var rounded = Engine.Compile([x], [QuantisedGraph.Of(x, y, table)]).Run(image)[0].ToArray<float>();
        var single = Engine.Compile([x], [y]).Run(image)[0].ToArray<float>();
        Assert.Equal([8, 5], y.Shape.Extents);
        // Numbers between two bytes may be rounded either way, and each way goes on.
        var (own, rounding) = (Mean(found, rounded), Mean(single, rounded));
        Assert.True(own < 0.2 * rounding, $"off by {own}, rounding takes {rounding}");
        Assert.True(rounding < 0.05 * single.Max(MathF.Abs), $"rounding takes {rounding}");
    }

    [Fact]
    public void A_fully_connected_layer_named_in_the_table_stays_single()
    {
        var (x, y, image, table) = Calibrated();
        var kept = table with { FloatLayers = ["hidden"] };
        var step = Engine.Compile([x], [y], precision: Precision.Int8(kept));
        Assert.Single(step.Explain(), l => l.Contains("MatMul", StringComparison.Ordinal));
        var found = step.Run(image)[0].ToArray<float>();
        var rounded = Engine.Compile([x], [QuantisedGraph.Of(x, y, kept)]).Run(image)[0].ToArray<float>();
        var single = Engine.Compile([x], [y]).Run(image)[0].ToArray<float>();
        Assert.True(Mean(found, rounded) < 0.2 * Mean(single, rounded));
    }

    [Fact]
    public void Rows_of_sequences_are_rows_of_one_product()
    {
        var rng = new Rng(5);
        var layer = new Linear(24, 16);
        foreach (var (_, variable) in layer.Everything)
            foreach (ref var v in variable.Data<float>()) v = rng.Uniform(-0.3f, 0.3f);
        var tokens = new float[2 * 7 * 24];
        foreach (ref var v in tokens.AsSpan()) v = rng.Uniform(-1, 1);
        var x = Tensor.Placeholder([2, 7, 24]);
        var y = layer.Call(x, Pass.Inference());
        var data = Tensor.From<float>(tokens, x.Shape);
        var calibrator = new Calibrator(x, y);
        calibrator.Observe(data);
        var table = calibrator.Finish(CalibrationMethod.MinMax);
        Assert.Equal(["input"], table.Ranges.Select(r => r.Value));

        var found = Engine.Compile([x], [y], precision: Precision.Int8(table)).Run(data)[0];
        var expected = Engine.Compile([x], [QuantisedGraph.Of(x, y, table)]).Run(data)[0].ToArray<float>();
        Assert.Equal(y.Shape, found.Shape);
        Assert.Equal(expected, found.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private static double Mean(float[] a, float[] b) => a.Zip(b, (p, q) => Math.Abs(p - q)).Average();

    private static (Tensor X, Tensor Y, Tensor Image, QuantisationTable Table) Calibrated()
    {
        var (net, rng) = (new Net(), new Rng(11));
        foreach (var (_, variable) in net.Everything)
            foreach (ref var v in variable.Data<float>()) v = rng.Uniform(-0.4f, 0.4f);
        var pixels = new float[s_shape.Count];
        foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
        var image = Tensor.From<float>(pixels, s_shape);
        var x = Tensor.Placeholder(s_shape);
        var y = net.Call(x, Pass.Inference());
        var calibrator = new Calibrator(x, y);
        Assert.Contains("hidden", calibrator.Layers);
        calibrator.Observe(image);
        return (x, y, image, calibrator.Finish(CalibrationMethod.MinMax));
    }

    private sealed class Net : Module
    {
        private readonly Conv _stem;
        private readonly SqueezeExcite _gate;
        private readonly Conv _project;
        private readonly Linear _first;
        private readonly Linear _hidden;
        private readonly Linear _scores;

        public Net()
        {
            _stem = Own("stem", new Conv(3, 40, 3, new(1, 1)));
            _gate = Own("gate", new SqueezeExcite(40, 8, gate: ActivationKind.HardSigmoid));
            _project = Own("project", new Conv(40, 16, 1));
            _first = Own("first", new Linear(16, 24));
            _hidden = Own("hidden", new Linear(24, 20, bias: false));
            _scores = Own("scores", new Linear(20, 5));
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            var gated = _gate.Call(_stem.Call(x, pass).HardSwish(), pass);
            var rows = _project.Call(gated, pass).AdaptiveAveragePool2d().Flatten();
            return _scores.Call(_hidden.Call(_first.Call(rows, pass).HardSwish(), pass).Relu(), pass);
        }
    }
}
