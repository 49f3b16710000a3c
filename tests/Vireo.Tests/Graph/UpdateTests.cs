using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Optimizers;

namespace Vireo.Tests.Graph;

/// <summary>Writing variables: all new values come from the old ones, whatever is written in place.</summary>
public class UpdateTests
{
    private static Variable Made(params double[] values)
    {
        var variable = new Variable([values.Length], DType.F32, "v");
        variable.Set(values);
        return variable;
    }

    [Fact]
    public void A_descent_step_moves_the_variable_in_place()
    {
        var v = Made(1, 2, 3);
        var gradient = Tensor.Placeholder([3]);
        var step = Engine.Compile([gradient], [], [new(v, v.Value - gradient * 0.5)]);
        Assert.Equal(0, step.ArenaBytes);
        step.Run(Tensor.From<float>(2, 2, 2));
        step.Run(Tensor.From<float>(2, 2, 2));
        Assert.Equal([-1, 0, 1], v.ToDoubles());
    }

    [Fact]
    public void Two_variables_can_be_swapped_and_rotated()
    {
        var (a, b, c) = (Made(1, 2), Made(3, 4), Made(5, 6));
        Engine.Evaluate([], [new(a, b.Value), new(b, a.Value)]);
        Assert.Equal([[3, 4], [1, 2]], new[] { a.ToDoubles(), b.ToDoubles() });
        Engine.Evaluate([], [new(a, b.Value + 0), new(b, c.Value * 1), new(c, a.Value.Reshape([2, 1]).Reshape([2]))]);
        Assert.Equal([[1, 2], [5, 6], [3, 4]], new[] { a.ToDoubles(), b.ToDoubles(), c.ToDoubles() });
    }

    [Fact]
    public void Outputs_are_the_values_before_the_writing()
    {
        var v = Made(1, 2);
        var found = Engine.Compile(
            [], [v.Value, v.Value.Reshape([2, 1]), v.Value + 10, v.Value.Sum()], [new(v, v.Value * 2)]).Run();
        Assert.Equal([1, 2], found[0].ToDoubles());
        Assert.Equal([1, 2], found[1].ToDoubles());
        Assert.Equal([11, 12], found[2].ToDoubles());
        Assert.Equal(3, found[3].ToScalar());
        Assert.Equal([2, 4], v.ToDoubles());
    }

    [Fact]
    public void A_new_value_that_is_read_later_is_not_written_over()
    {
        var v = Made(1, 2);
        var moved = v.Value * 2;
        var found = Engine.Compile([], [moved * moved.Sum(), moved.Sum()], [new(v, moved)]).Run();
        Assert.Equal([12, 24], found[0].ToDoubles());
        Assert.Equal([2, 4], v.ToDoubles());
    }

    [Fact]
    public void One_value_may_go_into_two_variables()
    {
        var (a, b) = (Made(1, 2), Made(3, 4));
        var both = a.Value + b.Value;
        var late = both.Sum() * a.Value;
        var found = Engine.Compile([], [late], [new(a, both), new(b, both)]).Run();
        Assert.Equal([10, 20], found[0].ToDoubles());
        Assert.Equal([[4, 6], [4, 6]], new[] { a.ToDoubles(), b.ToDoubles() });
    }

    [Fact]
    public void An_average_reads_old_average_and_new_value()
    {
        var (v, average) = (Made(1, 2), Made(10, 20));
        var moved = v.Value - 1;
        var step = Engine.Compile([], [], [new(v, moved), new(average, average.Value * 0.5 + moved * 0.5)]);
        step.Run();
        step.Run();
        Assert.Equal([-1, 0], v.ToDoubles());
        Assert.Equal([(10 * 0.5 + 0) * 0.5 - 0.5, (20 * 0.5 + 0.5) * 0.5], average.ToDoubles());
    }

    [Fact]
    public void A_variable_may_be_the_data_of_a_step_that_writes_it()
    {
        var v = Made(1, 2);
        var x = Tensor.Placeholder([2]);
        var step = Engine.Compile([x], [x * 100], [new(v, v.Value + x)]);
        Assert.Equal([100, 200], step.Run(v.Value)[0].ToDoubles());
        Assert.Equal([2, 4], v.ToDoubles());
    }

    [Fact]
    public void A_variable_is_written_once_per_step()
    {
        var v = Made(1);
        Assert.Throws<ArgumentException>(() => Engine.Evaluate([], [new(v, v.Value + 1), new(v, v.Value + 2)]));
    }

    [Fact]
    public void A_value_of_another_shape_or_type_is_refused()
    {
        var v = Made(1, 2);
        Assert.Throws<ArgumentException>(() => Engine.Evaluate([], [new(v, Tensor.Scalar(1))]));
        Assert.Throws<ArgumentException>(() => Engine.Evaluate([], [new(v, Tensor.From<double>(1, 2))]));
        Assert.Equal([1, 2], v.ToDoubles());
    }

    [Fact]
    public void Random_updates_agree_with_the_oracle()
    {
        for (var seed = 0UL; seed < 300; seed++)
        {
            var rng = new Rng(seed);
            var variables = Enumerable.Range(0, 4)
                .Select(_ => Made([.. Enumerable.Range(0, 6).Select(_ => (double)rng.Below(9) - 4)])).ToArray();
            var pool = variables.Select(v => v.Value).ToList();
            for (var i = 0; i < 14; i++) pool.Add(Next(rng, pool));
            var updates = variables.Select(v => new Update(v, pool[rng.Below(pool.Count)])).ToArray();
            Tensor[] outputs = [pool[rng.Below(pool.Count)], pool[^1], pool[rng.Below(pool.Count)].Sum()];
            var guard = rng.Below(2) == 0 ? pool[rng.Below(pool.Count)].Sum() : null;

            var known = new Dictionary<Tensor, double[]>();
            var truth = outputs.Concat(updates.Select(u => u.Value)).Select(t => Oracle.Evaluate(t, known)).ToList();
            var found = Engine.Compile([], outputs, updates, guard).Run().Select(t => t.ToDoubles())
                .Concat(variables.Select(v => v.ToDoubles())).ToList();
            for (var i = 0; i < truth.Count; i++) Assert.True(truth[i].SequenceEqual(found[i]), $"seed {seed}, value {i}");
        }
    }

    private static Tensor Next(Rng rng, List<Tensor> pool)
    {
        var (a, b) = (pool[rng.Below(pool.Count)], pool[rng.Below(pool.Count)]);
        return rng.Below(7) switch
        {
            0 => a + b,
            1 => (a - b).Clamp(-50, 50),
            2 => a.Max(b),
            3 => a * 0.5,
            4 => (a + b.Sum()).Clamp(-50, 50),
            5 => a.Reshape([2, 3]).Transpose(1, 0).Reshape([6]),
            _ => a.Reshape([3, 2]).Reshape([6]),
        };
    }

    [Fact]
    public void A_number_that_is_not_finite_leaves_everything_as_it_was()
    {
        var (model, optimizer) = (new Net(), new Adam { WeightDecay = 0.1 });
        model.Initialise(new Rng(3));
        var average = new MovingAverage(model.Everything, 0.9);
        var images = Tensor.Placeholder([4, 3, 8, 8]);
        var labels = Tensor.From<long>(0, 1, 2, 0);
        var pass = Pass.Training();
        var loss = model.Call(images, pass).CrossEntropy(labels);
        var parameters = model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        var norm = GradientClipping.Norm(gradients);
        var updates = optimizer.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))])
            .Concat(pass.Updates).ToList();
        updates.AddRange([.. average.Step(updates, optimizer.Steps.Value)]);
        var step = Engine.Compile([images], [loss], updates, loss + norm);
        optimizer.Rate.Set([0.01]);
        var data = new float[4 * 3 * 64];
        for (var i = 0; i < data.Length; i++) data[i] = (float)Math.Sin(i);
        step.Run(Tensor.From(data, [4, 3, 8, 8]));

        var before = State(model, optimizer, average);
        data[2 * 3 * 64 + 5] = float.PositiveInfinity;
        var failure = Assert.Throws<NonFiniteException>(() => step.Run(Tensor.From(data, [4, 3, 8, 8])));
        Assert.Equal("VIR5002", failure.Code);
        Assert.False(failure.IsBackward);
        Assert.Equal(2, failure.Row);
        Assert.Equal("conv", failure.Label);
        Assert.Equal(before, State(model, optimizer, average));
        data[2 * 3 * 64 + 5] = 0;
        step.Run(Tensor.From(data, [4, 3, 8, 8]));
        Assert.NotEqual(before, State(model, optimizer, average));
    }

    private static double[] State(Net model, Adam optimizer, MovingAverage average) =>
    [
        .. model.Everything.Concat(optimizer.State).Concat(average.State).SelectMany(v => v.Variable.ToDoubles()),
    ];

    [Fact]
    public void The_first_bad_op_is_named_also_inside_a_chain_and_in_the_backward_pass()
    {
        var v = Made(4, 0, 9);
        var forward = (v.Value - 5).Log() * 2 + 1;
        var failure = Assert.Throws<NonFiniteException>(
            () => Engine.Compile([], [], [new(v, v.Value * 2)], forward.Sum()).Run());
        Assert.Equal("Log", failure.Op);
        Assert.Equal(0, failure.Row);

        var loss = (v.Value.Sqrt() + 1).Sum();
        var gradient = Gradients.Of(loss, v.Value)[0];
        failure = Assert.Throws<NonFiniteException>(
            () => Engine.Compile([], [loss], [new(v, v.Value - gradient)], loss + gradient.Sum()).Run());
        Assert.True(failure.IsBackward);
        Assert.Equal(1, failure.Row);
        Assert.Equal([4, 0, 9], v.ToDoubles());
    }

    private sealed class Net : Module
    {
        private readonly Conv _conv;
        private readonly BatchNorm _norm;
        private readonly Linear _scores;

        public Net() => (_conv, _norm, _scores) =
            (Own("conv", new Conv(3, 4, 3, new(1, 1))), Own("norm", new BatchNorm(4)), Own("scores", new Linear(4, 3)));

        protected override Tensor Forward(Tensor x, Pass pass) =>
            _scores.Call(_norm.Call(_conv.Call(x, pass), pass).Relu().AdaptiveAveragePool2d().Flatten(), pass);
    }
}
