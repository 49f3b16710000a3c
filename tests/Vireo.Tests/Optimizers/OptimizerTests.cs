using Vireo.Optimizers;
using Vireo.Schedules;
using Vireo.Testing;

namespace Vireo.Tests.Optimizers;

public class OptimizerTests
{
    private static readonly double[] s_gradients = [0.5, -1, 0.25, 2, -0.125];

    /// <summary>Runs an optimizer on one number with given gradients.</summary>
    private static double[] Run(Optimizer optimizer, double start = 1, double rate = 0.1)
    {
        var p = new Variable([], DType.F64, "p");
        p.Set([start]);
        optimizer.Rate.Set([rate]);
        var gradient = Tensor.Placeholder([], DType.F64);
        var step = Engine.Compile([gradient], [], optimizer.Step([("p", p, gradient)]));
        return [.. s_gradients.Select(g =>
        {
            step.Run(Tensor.From([g], []));
            return p.ToDoubles()[0];
        })];
    }

    private static double[] Expected(Func<double, double, int, double> next, double start = 1)
    {
        var p = start;
        return [.. s_gradients.Select((g, t) => p = next(p, g, t + 1))];
    }

    private static void Same(double[] expected, double[] found) => Check.Close(expected, found, 1e-14);

    [Fact]
    public void Descent_with_and_without_momentum_decay_and_look_ahead()
    {
        Same(Expected((p, g, _) => p - 0.1 * g), Run(new Sgd()));
        Same(Expected((p, g, _) => p - 0.1 * (g + 0.2 * p)), Run(new Sgd { WeightDecay = 0.2 }));
        Same(Expected((p, g, _) => p * (1 - 0.1 * 0.2) - 0.1 * g), Run(new Sgd { WeightDecay = 0.2, DecoupledDecay = true }));
        var m = 0.0;
        Same(Expected((p, g, _) => p - 0.1 * (m = 0.9 * m + g)), Run(new Sgd { Momentum = 0.9 }));
        m = 0;
        Same(Expected((p, g, _) => p - 0.1 * (g + 0.9 * (m = 0.9 * m + g))), Run(new Sgd { Momentum = 0.9, Nesterov = true }));
    }

    [Fact]
    public void Adam_in_its_variants()
    {
        foreach (var (decay, decoupled, grows) in ((double, bool, bool)[])[(0, false, false), (0.2, false, true), (0.2, true, false)])
        {
            var (m, v, most) = (0.0, 0.0, 0.0);
            double Next(double p, double g, int t)
            {
                var slope = decoupled ? g : g + decay * p;
                if (decoupled) p *= 1 - 0.1 * decay;
                m = 0.9 * m + 0.1 * slope;
                v = 0.999 * v + 0.001 * slope * slope;
                most = grows ? Math.Max(most, v) : v;
                return p - 0.1 * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(most / (1 - Math.Pow(0.999, t))) + 1e-8);
            }

            var adam = new Adam { WeightDecay = decay, DecoupledDecay = decoupled, AmsGrad = grows };
            Check.Close(Expected(Next), Run(adam), 1e-12);
        }
    }

    [Fact]
    public void Parameters_that_do_not_decay_are_left_out()
    {
        Same(Expected((p, g, _) => p - 0.1 * g), Run(new Sgd { WeightDecay = 0.2, Groups = new(new ParameterGroup("p") { WeightDecay = 0 }) }));
    }

    [Fact]
    public void State_put_into_another_optimizer_goes_on_the_same_way()
    {
        Variable Parameter()
        {
            var p = new Variable([3], DType.F32, "p");
            p.Set([1, 2, 3]);
            return p;
        }

        CompiledStep Step(Adam adam, Variable p)
        {
            adam.Rate.Set([0.1]);
            var x = Tensor.Placeholder([3]);
            return Engine.Compile([x], [], adam.Step([("p", p, x * p.Value)]));
        }

        var (first, p) = (new Adam(), Parameter());
        var step = Step(first, p);
        for (var i = 0; i < 3; i++) step.Run(Tensor.From<float>(1, -1, i));
        var (second, q) = (new Adam(), Parameter());
        var other = Step(second, q);
        q.Set(p.ToDoubles());
        foreach (var (from, to) in first.State.Zip(second.State))
        {
            Assert.Equal(from.Name, to.Name);
            to.Variable.Set(from.Variable.ToDoubles());
        }

        Assert.Equal(["steps", "p.mean", "p.square"], second.State.Select(s => s.Name));
        step.Run(Tensor.From<float>(2, 2, 2));
        other.Run(Tensor.From<float>(2, 2, 2));
        Assert.Equal(p.ToDoubles(), q.ToDoubles());
    }

    [Fact]
    public void Clipping_scales_to_the_limit_or_cuts()
    {
        Tensor[] gradients = [Tensor.From<double>(3, 0), Tensor.From<double>(4.0)];
        var norm = GradientClipping.Norm(gradients);
        Assert.Equal(5, norm.ToScalar());
        Check.Close([0.6, 0, 0.8], Values(GradientClipping.ByNorm(gradients, norm, 1)), 1e-6);
        Assert.Equal([3, 0, 4], Values(GradientClipping.ByNorm(gradients, norm, 10)));
        Assert.Equal([3, 0, 3.5], Values(GradientClipping.ByValue(gradients, 3.5)));
    }

    private static double[] Values(IEnumerable<Tensor> tensors) => [.. tensors.SelectMany(t => t.ToDoubles())];

    [Fact]
    public void Averages_forget_their_start_quickly_and_take_new_values()
    {
        var (p, whole) = (new Variable([], DType.F64, "p"), new Variable([], DType.I64, "n"));
        p.Set([1]);
        var average = new MovingAverage([("p", p), ("n", whole)], 0.99);
        var sgd = new Sgd();
        sgd.Rate.Set([1]);
        var updates = sgd.Step([("p", p, Tensor.Scalar(-2, DType.F64))]).Append(new(whole, whole.Value + 1)).ToList();
        var step = Engine.Compile([], [], [.. updates, .. average.Step(updates, sgd.Steps.Value)]);
        var (value, expected) = (1.0, 1.0);
        for (var t = 0; t < 5; t++)
        {
            step.Run();
            value += 2;
            expected += (value - expected) * (1 - Math.Min(0.99, (1.0 + t) / (10 + t)));
            Check.Close([expected, t + 1], Values(average.State.Select(s => s.Variable.Value + 0)), 1e-12);
        }
    }

    [Fact]
    public void Schedules_follow_their_formulas()
    {
        Assert.Equal(1, new ConstantSchedule().Factor(7, 10));
        var steps = new StepSchedule { Every = 4, Gamma = 0.5 };
        Assert.Equal([1, 1, 0.5, 0.25], new long[] { 0, 3, 4, 8 }.Select(s => steps.Factor(s, 100)));
        var cosine = new CosineSchedule { Floor = 0.1 };
        Check.Close([1, 0.55, 0.1, 0.1], [.. new long[] { 0, 50, 100, 120 }.Select(s => cosine.Factor(s, 100))], 1e-12);
        var warm = new WarmupSchedule { Steps = 10, Start = 0.1, Then = new CosineSchedule() };
        Check.Close([0.1, 0.55, 1, 0.5, 0], [.. new long[] { 0, 5, 10, 60, 110 }.Select(s => warm.Factor(s, 110))], 1e-12);
    }

    [Fact]
    public void A_parameter_can_have_a_rate_of_its_own() =>
        Same(Expected((p, g, _) => p - 0.1 * 0.25 * g), Run(new Sgd { Groups = new(new ParameterGroup("p") { RateFactor = 0.25 }) }));

    [Fact]
    public void A_wrapper_shares_rate_and_count_and_saves_both_states()
    {
        var inner = new Sgd { Momentum = 0.9 };
        var outer = new Lookahead(inner);
        Run(outer);

        Assert.Same(inner.Rate, outer.Rate);
        Assert.Equal(["steps", "p.momentum", "p.slow"], outer.State.Select(s => s.Name));
    }
}
