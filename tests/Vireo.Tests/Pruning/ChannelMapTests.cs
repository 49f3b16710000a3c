using Vireo.Layers;
using Vireo.Ops;
using Vireo.Pruning;

namespace Vireo.Tests.Pruning;

/// <summary>Which channels belong together is read from the graph.</summary>
public class ChannelMapTests
{
    [Fact]
    public void What_is_added_up_goes_together_and_what_leaves_the_model_stays()
    {
        var map = ChannelMap.Of(new Net((n, x, pass) =>
        {
            var y = n["a"].Call(x, pass);
            y = y + n["b"].Call(y.Relu(), pass);
            return n["head"].Call(y.AdaptiveAveragePool2d().Flatten(), pass);
        }), [1, 3, 8, 8]);

        var group = Assert.Single(map.Groups);
        Assert.Equal(["a", "b"], group.Layers);
        Assert.Equal((16, "a"), (group.Channels, group.Layer));
    }

    [Fact]
    public void Depthwise_filters_and_gates_go_with_the_channels_they_touch()
    {
        var map = ChannelMap.Of(new Net((n, x, pass) =>
        {
            var y = n["depthwise"].Call(n["norm"].Call(n["a"].Call(x, pass), pass), pass);
            y = n["gate"].Call(y, pass);
            return n["head"].Call(y.AdaptiveAveragePool2d().Flatten(), pass);
        }), [1, 3, 8, 8]);

        Assert.Equal(["a depthwise gate.fc2", "gate.fc1"], map.Groups.Select(g => string.Join(' ', g.Layers)));
        Assert.Equal([16, 4], map.Groups.Select(g => g.Channels));
    }

    [Fact]
    public void Flattened_pixels_are_taken_out_of_the_next_weights_with_their_channel()
    {
        var net = new Net((n, x, pass) => n["wide"].Call(n["a"].Call(x, pass).Flatten(), pass));
        var map = ChannelMap.Of(net, [1, 3, 4, 4]);
        var x = Random([2, 3, 4, 4], 1);
        var plan = PrunePlan.Choose(map, new() { Macs = 0.5, Multiple = 1 });
        var kept = Assert.Single(plan.Groups).Kept;
        var expected = Zeroed(net, kept, x);
        plan.Apply();

        Assert.Equal(kept.Count * 16, net.Find("wide.weight").Shape[1]);
        Near(expected, net.Call(x, Pass.Inference()).ToDoubles());
    }

    [Fact]
    public void What_an_unknown_op_touches_stays_whole()
    {
        Assert.Empty(ChannelMap.Of(new Net((n, x, pass) => n["head"].Call(
            n["a"].Call(x, pass).Softmax(1).AdaptiveAveragePool2d().Flatten(), pass)), [1, 3, 8, 8]).Groups);
        // A mean over channels would be another one without some of them.
        Assert.Empty(ChannelMap.Of(new Net((n, x, pass) =>
            n["a"].Call(x, pass).Mean([1], keepAxes: true)), [1, 3, 8, 8]).Groups);
    }

    [Fact]
    public void Work_is_that_of_the_engine_before_and_after()
    {
        var net = Residual();
        var map = ChannelMap.Of(net, [1, 3, 8, 8]);
        Assert.Equal(Macs(net), map.Macs);
        var plan = PrunePlan.Choose(map, new() { Macs = 0.6, Multiple = 1 });
        plan.Apply();

        Assert.Equal(Macs(net), plan.MacsAfter);
        Assert.InRange(plan.MacsAfter, 1, (long)(0.6 * plan.MacsBefore));
    }

    [Theory, InlineData("b", 4, "VIR2870"), InlineData("a", 17, "VIR2871"), InlineData("a", 0, "VIR2871")]
    public void Channels_that_cannot_be_are_refused(string layer, int channels, string code)
    {
        var map = ChannelMap.Of(Residual(), [1, 3, 8, 8]);
        Assert.Equal(code, Assert.Throws<UsageException>(() => map.Resize([new(layer, channels)])).Code);
    }

    [Fact]
    public void A_graph_from_before_is_not_run_over_other_extents()
    {
        var net = Residual();
        var placeholder = Tensor.Placeholder([1, 3, 8, 8]);
        var step = Engine.Compile([placeholder], [net.Call(placeholder, Pass.Inference())]);
        PrunePlan.Choose(ChannelMap.Of(net, [1, 3, 8, 8]), new() { Multiple = 1 }).Apply();

        Assert.Contains("build the graph again",
            Assert.Throws<InvalidOperationException>(() => step.Run(Random([1, 3, 8, 8], 1))).Message,
            StringComparison.Ordinal);
    }

    internal static Net Residual() => new((n, x, pass) =>
    {
        var y = n["norm"].Call(n["a"].Call(x, pass), pass);
        y = (y + n["b"].Call(y.Relu(), pass)).Relu();
        return n["head"].Call(y.AdaptiveAveragePool2d().Flatten(), pass);
    });

    internal static Tensor Random(Shape shape, ulong seed)
    {
        var rng = new Rng(seed);
        return Tensor.From([.. Enumerable.Range(0, (int)shape.Count).Select(_ => rng.Normal())], shape);
    }

    private static double[] Zeroed(Net net, IReadOnlyList<int> kept, Tensor x)
    {
        var weight = net.Find("a.weight");
        var (before, values) = (weight.ToDoubles(), weight.ToDoubles());
        var each = values.Length / 16;
        for (var i = 0; i < values.Length; i++) values[i] *= kept.Contains(i / each) ? 1 : 0;
        weight.Set(values);
        var result = net.Call(x, Pass.Inference()).ToDoubles();
        weight.Set(before);
        return result;
    }

    private static long Macs(Module net)
    {
        var x = Tensor.Placeholder([1, 3, 8, 8]);
        return Engine.Compile([x], [net.Call(x, Pass.Inference())]).Macs;
    }

    private static void Near(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        foreach (var (e, f) in expected.Zip(found)) Assert.Equal(e, f, 1e-4);
    }

    /// <summary>Layers to put a small network together from.</summary>
    internal sealed class Net : Module
    {
        private readonly Func<Tensor, Pass, Tensor> _forward;
        private readonly Dictionary<string, Module> _layers = [];

        public Net(Func<Dictionary<string, Module>, Tensor, Pass, Tensor> forward)
        {
            _layers["a"] = Own("a", new Conv(3, 16, 3, new(1, 1), bias: false));
            _layers["norm"] = Own("norm", new BatchNorm(16));
            _layers["b"] = Own("b", new Conv(16, 16, 3, new(1, 1)));
            _layers["depthwise"] = Own("depthwise", new Conv(16, 16, 3, new(1, 1), groups: 16));
            _layers["gate"] = Own("gate", new SqueezeExcite(16, 4));
            _layers["head"] = Own("head", new Linear(16, 5));
            _layers["wide"] = Own("wide", new Linear(256, 5));
            _forward = (x, pass) => forward(_layers, x, pass);
            Initialise(new Rng(7));
        }

        public Variable Find(string path) => Everything.First(v => v.Path == path).Variable;

        protected override Tensor Forward(Tensor x, Pass pass) => _forward(x, pass);
    }
}
