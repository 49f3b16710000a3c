using Vireo.Graph;
using Vireo.Graph.Passes;
using Vireo.Layers;
using Vireo.Ops;
using Vireo.Optimizers;

namespace Vireo.Tests.Graph;

/// <summary>Updates of variables: of one rule together, and straight into their variables.</summary>
public class UpdatePassTests
{
    [Theory, InlineData(false), InlineData(true)]
    public void Updates_as_one_give_the_same_bits_as_one_by_one(bool adam)
    {
        Optimizer Rule() => adam
            ? new Adam { DecoupledDecay = true, WeightDecay = 0.01 }
            : new Sgd { Momentum = 0.9, WeightDecay = 1e-4 };
        var (together, apart) = (new Learning(Rule()), new Learning(Rule()));
        var (with, without) = (together.Plan(""), apart.Plan("-multi-tensor"));
        for (var step = 0; step < 3; step++)
        {
            together.Run(with);
            apart.Run(without);
        }

        foreach (var (a, b) in together.Everything.Zip(apart.Everything)) Assert.Equal(a, b);
        Assert.Contains("multi-tensor: off", without.Notes);
        Assert.Contains(with.Notes, n => n.StartsWith("multi-tensor: ", StringComparison.Ordinal)
            && n.EndsWith(" drawn into batches", StringComparison.Ordinal));
        // Weights, slots and statistics of five layers.
        Assert.True(with.Instructions.Count <= without.Instructions.Count - 15);
        Assert.Contains(with.Instructions, i => i.Op is Batch { Members: [{ Op: TileProgram }, ..] });
        Assert.Contains(with.Instructions, i => i.Op is Batch { Members: [{ Op: SquareSum }, ..] });
        Assert.Contains(PlanListing.Lines(with), l => l.Contains(" x ", StringComparison.Ordinal)
            && l.Contains(" more", StringComparison.Ordinal));
    }

    [Theory, InlineData(""), InlineData("-multi-tensor"), InlineData("-fuse-norm")]
    public void New_values_are_written_straight_into_their_variables(string passes)
    {
        Optimizer[] rules = [new Sgd { Momentum = 0.9 }, new Adam { DecoupledDecay = true, WeightDecay = 0.01 }];
        foreach (var rule in rules)
        {
            var plan = new Learning(rule).Plan(passes);
            Assert.Equal(0, plan.CopiedBytes);
            Assert.Contains("nothing copied", PlanListing.Total(plan), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_others_of_a_batch_still_read_is_not_overwritten()
    {
        // Each variable becomes the next one plus one: in place, a batch would read what it has already written.
        Variable[] ring = [.. Enumerable.Range(0, 4).Select(_ => new Variable([5000]))];
        for (var i = 0; i < ring.Length; i++) ring[i].Data<float>().Fill(i);
        Update[] updates = [.. ring.Select((v, i) => new Update(v, ring[(i + 1) % 4].Value + 1))];
        var capture = new Capture([], [], updates, null, repeats: true);
        var plan = new Plan(capture);
        Assert.Contains(plan.Instructions, i => i.Op is Batch);
        Engine.Run(() => plan.Run([], plan.BindingFor(capture.Variables)));
        for (var i = 0; i < ring.Length; i++)
        {
            var expected = (i + 1) % 4 + 1f;
            Assert.All(ring[i].Data<float>().ToArray(), v => Assert.Equal(expected, v));
        }
    }

    [Fact]
    public void A_step_that_fails_at_its_guard_writes_nothing()
    {
        var learning = new Learning(new Sgd { Momentum = 0.9 });
        var plan = learning.Plan("");
        learning.Run(plan);
        var before = learning.Everything.ToList();
        Assert.Throws<NonFiniteException>(() => learning.Run(plan, float.PositiveInfinity));
        Assert.Equal(before, learning.Everything);
    }

    /// <summary>A few layers, and a step that learns.</summary>
    private sealed class Learning
    {
        private readonly Net _net = new();
        private readonly Capture _capture;

        public Learning(Optimizer optimizer)
        {
            optimizer.Rate.Set([0.05]);
            var rng = new Rng(11);
            foreach (var (_, variable) in _net.Parameters)
            {
                foreach (ref var v in variable.Data<float>()) v = rng.Uniform(-0.5f, 0.5f);
            }

            var (x, pass) = (Tensor.Placeholder([4, 6, 5, 5]), Pass.Training());
            var y = _net.Call(x, pass);
            var loss = (y * y).Mean();
            var gradients = Gradients.Of(loss, [.. _net.Parameters.Select(p => p.Variable.Value)]);
            var norm = GradientClipping.Norm(gradients);
            var updates = optimizer.Step(
                [.. _net.Parameters.Zip(gradients, (p, g) => (p.Path, p.Variable, g))]).Concat(pass.Updates);
            _capture = new([x], [loss, norm], [.. updates], loss + norm, repeats: true);
        }

        public IEnumerable<float[]> Everything => _net.Everything.Where(v => v.Variable.Spec.DType == DType.F32)
            .Select(v => v.Variable.Data<float>().ToArray());

        public Plan Plan(string passes) => new(_capture, PassSwitch.Parse(passes));

        public void Run(Plan plan, float first = 0.25f)
        {
            var rng = new Rng(12);
            var pixels = new float[4 * 6 * 5 * 5];
            foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
            pixels[0] = first;
            var image = Tensor.FromChannelsLast<float>(pixels, [4, 6, 5, 5]);
            Engine.Run(() => plan.Run([image.Evaluate()], plan.BindingFor(_capture.Variables)));
        }
    }

    private sealed class Net : Module
    {
        private readonly List<ConvNormActivation> _layers = [];

        public Net()
        {
            for (var i = 0; i < 5; i++)
            {
                var kernel = i % 2 == 0 ? 3 : 1;
                _layers.Add(Own($"{i}", new ConvNormActivation(6, 6, kernel, activation: ActivationKind.Relu)));
            }
        }

        protected override Tensor Forward(Tensor x, Pass pass) => _layers.Aggregate(x, (y, l) => l.Call(y, pass));
    }
}
