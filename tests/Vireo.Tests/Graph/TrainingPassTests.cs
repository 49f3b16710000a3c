using Vireo.Graph;
using Vireo.Graph.Passes;
using Vireo.Layers;
using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>Steps with gradients: every pass leaves the numbers as they are and says what it did.</summary>
public class TrainingPassTests
{
    [Theory]
    [InlineData(24, 0)]
    [InlineData(5, 0)]
    [InlineData(16, 1e-5)]
    public void Batch_norm_takes_residual_and_activation_along_both_ways(int channels, double tolerance)
    {
        // Channels in sixteens go to the library when nothing is fused: that rounds otherwise.
        var step = new Step(channels);
        var (with, without) = (step.Plan(""), step.Plan("-fuse-norm"));
        var (fused, plain) = (step.Run(with), step.Run(without));
        for (var i = 0; i < plain.Length; i++) Near(plain[i], fused[i], tolerance);

        Assert.Contains("fuse-norm: off", without.Notes);
        var left = without.Instructions.Count - with.Instructions.Count;
        Assert.Contains(with.Notes, n => n.StartsWith("fuse-norm: ", StringComparison.Ordinal));
        Assert.True(left >= 4, $"{left} kernels less");
        var ops = with.Instructions.Select(i => i.Op.Name).ToList();
        Assert.Contains("batch_norm + Relu", ops);
        Assert.Contains("batch_norm + Add + Relu", ops);
        Assert.Contains("batch_norm + HardSwish", ops);
        Assert.Contains("Relu backward + batch_norm backward", ops);
        Assert.Contains("Relu backward + Add backward + batch_norm backward", ops);
        Assert.Contains("HardSwish backward + batch_norm backward", ops);
        Assert.DoesNotContain(ops, o => o.Contains("Greater", StringComparison.Ordinal));
        Assert.DoesNotContain(without.Instructions, i => i.Op is FusedBatchNorm or FusedBatchNormBackward);
    }

    [Fact]
    public void Recomputing_fits_a_budget_and_can_be_switched_off()
    {
        Capture Deep(long? budget)
        {
            var (x, weight) = (Tensor.Placeholder([2, 16, 24, 24]), new Variable([16, 16, 3, 3]));
            var y = x;
            for (var i = 0; i < 8; i++)
                y = new BatchNorm(16).Call(y.Conv2d(weight.Value, window: new(1, 1)), Pass.Training()).Relu();
            var loss = (y * y).Mean();
            return new([x], [loss, .. Gradients.Of(loss, [weight.Value])], [], null, repeats: true, budget: budget);
        }

        var whole = new Plan(Deep(null)).ArenaBytes;
        var fitting = Plan.Fitting(Deep(whole - 1));

        Assert.True(fitting.ArenaBytes < whole);
        Assert.Contains(fitting.Notes, n => n.EndsWith("run again in the backward pass", StringComparison.Ordinal));
        var refused = Assert.Throws<MemoryBudgetException>(
            () => Plan.Fitting(Deep(whole - 1), PassSwitch.Parse("-recompute")));
        Assert.Equal(whole, refused.Least);
    }

    [Fact]
    public void What_somebody_else_reads_is_not_drawn_into_batch_norm()
    {
        var (x, norm) = (Tensor.Placeholder([2, 8, 3, 3]), new BatchNorm(8));
        var pass = Pass.Training();
        var y = norm.Call(x, pass);
        var capture = new Capture([x], [y.Relu(), y], [], null, repeats: true);
        Assert.DoesNotContain(new Plan(capture).Instructions, i => i.Op is FusedBatchNorm);
    }

    [Fact]
    public void A_number_that_is_none_gets_through_a_fused_activation_to_the_guard()
    {
        var step = new Step(8);
        step.Guarded = true;
        var plan = step.Plan("");
        Assert.Contains(plan.Instructions, i => i.Op is FusedBatchNorm { Function: Relu });
        step.Weight.Data<float>()[3] = float.NaN;
        var before = step.Weight.Data<float>().ToArray();
        var error = Assert.Throws<NonFiniteException>(() => step.Run(plan));
        Assert.Equal("conv2d", error.Op);
        Assert.Equal(before, step.Weight.Data<float>().ToArray());
    }

    [Fact]
    public void Batch_norm_itself_is_named_when_its_own_numbers_are_bad()
    {
        var step = new Step(8);
        step.Guarded = true;
        step.First.Parameters.First(p => p.Path == "weight").Variable.Data<float>()[2] = float.PositiveInfinity;
        Assert.Equal("batch_norm", Assert.Throws<NonFiniteException>(() => step.Run(step.Plan(""))).Op);
    }

    private static void Near(float[] expected, float[] found, double tolerance)
    {
        Assert.All(expected, v => Assert.True(float.IsFinite(v)));
        var size = Math.Max(1e-3, expected.Max(Math.Abs));
        if (tolerance == 0) Assert.Equal(expected, found);
        else Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) <= tolerance * size);
    }

    /// <summary>A small residual network, its loss, and all its gradients and statistics.</summary>
    private sealed class Step
    {
        private readonly BatchNorm _second;
        private readonly BatchNorm _third;
        private readonly Variable _other;
        private readonly int _channels;

        public Step(int channels)
        {
            _channels = channels;
            (First, _second, _third) = (new(channels), new(channels), new(channels));
            (Weight, _other) = (new([channels, channels, 3, 3]), new([channels, channels, 1, 1]));
            var rng = new Rng(7);
            foreach (var variable in new[] { Weight, _other })
            {
                foreach (ref var v in variable.Data<float>()) v = rng.Uniform(-0.3f, 0.3f);
            }

            foreach (var norm in new[] { First, _second, _third })
            {
                foreach (var (_, variable) in norm.Parameters)
                {
                    foreach (ref var v in variable.Data<float>()) v = rng.Uniform(0.3f, 1.5f);
                }
            }
        }

        public BatchNorm First { get; }

        public Variable Weight { get; }

        public bool Guarded { get; set; }

        public Plan Plan(string passes) => new(Capture(), PassSwitch.Parse(passes));

        public float[][] Run(Plan plan)
        {
            var rng = new Rng(9);
            var pixels = new float[3 * _channels * 5 * 4];
            foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
            var image = Tensor.FromChannelsLast<float>(pixels, [3, _channels, 5, 4]);
            float[][] results = [];
            Engine.Run(() => results = [.. plan
                .Run([image.Evaluate()], plan.BindingFor(Capture().Variables))
                .Select(r => Tensor.FromMaterialised(r).ToArray<float>())]);
            return results;
        }

        private Capture Capture()
        {
            var x = Tensor.Placeholder([3, _channels, 5, 4]);
            var pass = Pass.Training();
            var side = x.Conv2d(_other.Value);
            var y = First.Call(x.Conv2d(Weight.Value, window: new Window2d(1, 1)), pass).Relu();
            y = (_second.Call(y.Conv2d(Weight.Value, window: new Window2d(1, 1)), pass) + side).Relu();
            y = _third.Call(y.Conv2d(_other.Value), pass).HardSwish() + y;
            var loss = (y * y * 0.1).Mean();
            Variable[] learnt = [Weight, _other, .. new[] { First, _second, _third }
                .SelectMany(n => n.Parameters).Select(p => p.Variable)];
            var gradients = Gradients.Of(loss, [x, .. learnt.Select(v => v.Value)]);
            return new([x], [loss, .. gradients, .. pass.Updates.Select(u => u.Value)
                .Where(v => v.DType == DType.F32)], [], Guarded ? loss : null, repeats: true);
        }
    }
}
