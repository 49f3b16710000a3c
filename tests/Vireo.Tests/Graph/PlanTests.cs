using Vireo.Graph;
using Vireo.Graph.Passes;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>What a plan is made of: captures, order, memory.</summary>
public class PlanTests
{
    private static Capture Captured(params Tensor[] outputs) => new([], outputs, [], null);

    private static Tensor Data(params ReadOnlySpan<float> values) => Tensor.From(values);

    private static PlanGraph Planned(Capture capture, out long arena)
    {
        var graph = PlanGraph.From(capture);
        AssignLayouts.Run(graph);
        FuseElementwise.Run(graph);
        RemoveDead.Run(graph);
        Schedule.Run(graph);
        (arena, _) = PlanMemory.Run(graph, 0);
        return graph;
    }

    [Fact]
    public void The_same_structure_over_other_data_is_one_plan()
    {
        var cache = new PlanCache(4);
        Tensor Graph(Tensor x) => (x * 2 + 1).Relu().Sum();
        var plan = cache.Get(Captured(Graph(Data(1, 2))));
        Assert.Same(plan, cache.Get(Captured(Graph(Data(3, 4)))));
        Assert.Same(plan, cache.Get(Captured(Graph(Data(3, 4)))));
    }

    [Fact]
    public void Another_number_shape_type_or_output_is_another_plan()
    {
        var keys = new[]
        {
            Captured(Data(1, 2) * 2).Key, Captured(Data(1, 2) * 3).Key, Captured(Data(1, 2, 3) * 2).Key,
            Captured(Tensor.From<double>(1, 2) * 2).Key, Captured(2 * Data(1, 2)).Key,
            Captured(Data(1, 2) * 2, Data(1, 2)).Key, Captured(Data(1, 2) + Data(1, 2)).Key,
        };
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void A_tensor_used_twice_is_not_two_tensors()
    {
        var (x, y) = (Data(1, 2), Data(1, 2));
        Assert.NotEqual(Captured(x + x).Key, Captured(x + y).Key);
        Assert.Equal([2f, 4], (x + x).ToArray<float>());
    }

    [Fact]
    public void A_variable_is_not_data()
    {
        var variable = new Variable([2]);
        Assert.NotEqual(Captured(variable.Value + 1).Key, Captured(Data(0, 0) + 1).Key);
    }

    [Fact]
    public void Variables_of_equal_structure_share_a_plan_and_keep_their_values()
    {
        var (a, b) = (new Variable([2]), new Variable([2]));
        a.Set([1, 2]);
        b.Set([10, 20]);
        Assert.Equal(Captured(a.Value * b.Value + a.Value).Key, Captured(b.Value * a.Value + b.Value).Key);
        Assert.Equal([11f, 42], (a.Value * b.Value + a.Value).ToArray<float>());
        Assert.Equal([20f, 60], (b.Value * a.Value + b.Value).ToArray<float>());
    }

    [Fact]
    public void Known_tensors_are_data_for_what_is_made_of_them()
    {
        var sum = Data(1, 2) + 1;
        Assert.Single(Captured(sum * 2).Entries, e => e.Kind == 1);
        Assert.Equal([2f, 3], sum.ToArray<float>());
        var capture = Captured(sum * 2);
        Assert.Same(sum, Assert.Single(capture.Feeds));
        Assert.Equal([4f, 6], (sum * 2).ToArray<float>());
    }

    [Fact]
    public void Equal_subexpressions_are_captured_once()
    {
        var x = Data(1, 2);
        var capture = Captured((x * 2).Exp() + (x * 2).Exp());
        Assert.Equal(["Exp", "Multiply"], Ops(capture, "Exp", "Multiply"));
        var (a, _) = Pooled(x);
        var (_, b) = Pooled(x);
        Assert.Equal(["max_pool2d"], Captured(a, b).Entries.Select(e => e.Op.Name).Where(n => n == "max_pool2d").Distinct());
    }

    private static string[] Ops(Capture capture, params string[] names) =>
        [.. capture.Entries.Select(e => e.Op.Name).Where(names.Contains).Order()];

    private static (Tensor, Tensor) Pooled(Tensor x)
    {
        var node = Tensor.Apply(new MaxPool2d { KH = 1, KW = 1, Window = new() }, x.Reshape([1, 1, 1, 2]));
        return (node.Outputs[0], node.Outputs[1]);
    }

    [Fact]
    public void Random_numbers_of_two_streams_are_not_one_expression()
    {
        var state = Tensor.From<long>(1, 2);
        Tensor Draw(int stream) => Tensor.Of(new RandomUniform { Stream = stream, Shape = [4] }, state);
        Assert.Equal(0, (Draw(1) - Draw(1)).Sum().ToScalar());
        Assert.NotEqual(0, (Draw(1) - Draw(2)).Abs().Sum().ToScalar());
    }

    [Fact]
    public void The_oldest_plan_goes_first()
    {
        var cache = new PlanCache(2);
        Capture Of(double number) => Captured(Data(1) * number);
        var (one, two) = (cache.Get(Of(1)), cache.Get(Of(2)));
        Assert.Same(one, cache.Get(Of(1)));
        cache.Get(Of(3));
        Assert.Same(one, cache.Get(Of(1)));
        Assert.NotSame(two, cache.Get(Of(2)));
    }

    [Fact]
    public void Instructions_run_behind_what_they_need()
    {
        for (var seed = 0UL; seed < 60; seed++)
        {
            var random = new RandomGraph(seed);
            random.GrowMixed(25);
            var graph = Planned(Captured(random.Outputs(3)), out _);
            var done = new HashSet<Instruction>();
            foreach (var instruction in graph.Instructions)
            {
                Assert.All(instruction.Inputs, i => Assert.True(i.Producer is null || done.Contains(i.Producer)));
                done.Add(instruction);
            }
        }
    }

    [Fact]
    public void Values_that_live_together_never_overlap()
    {
        var (arenas, sums) = (0L, 0L);
        for (var seed = 0UL; seed < 120; seed++)
        {
            var random = new RandomGraph(seed);
            random.GrowMixed(30);
            var graph = Planned(Captured(random.Outputs(3)), out var arena);
            arenas += arena;
            sums += graph.Instructions.Where(i => !i.IsView).SelectMany(i => i.Outputs).Sum(o => (o.Operand.Bytes + 63) / 64 * 64);
            RequireNoOverlap(graph, arena);
        }

        Assert.True(arenas < 0.75 * sums, $"arenas {arenas}, values {sums}");
    }

    private static void RequireNoOverlap(PlanGraph graph, long arena)
    {
        var lives = new Dictionary<Value, (int Birth, int Death)>();
        for (var i = 0; i < graph.Instructions.Count; i++)
        {
            foreach (var value in graph.Instructions[i].Inputs.Concat(graph.Instructions[i].Outputs))
            {
                if (value.Storage.Offset < 0) continue;
                lives[value.Storage] = lives.TryGetValue(value.Storage, out var life) ? (life.Birth, i) : (i, i);
            }
        }

        foreach (var kept in graph.Outputs)
        {
            if (lives.TryGetValue(kept.Storage, out var life)) lives[kept.Storage] = (life.Birth, int.MaxValue);
        }

        var all = lives.Where(l => l.Key.Operand.Bytes > 0).ToList();
        foreach (var (a, own) in all)
        {
            Assert.InRange(a.Offset + a.Operand.Bytes, 0, arena);
            Assert.Equal(0, a.Offset % 64);
            foreach (var (b, other) in all)
            {
                if (a == b || own.Death < other.Birth || other.Death < own.Birth) continue;
                Assert.True(
                    a.Offset + a.Operand.Bytes <= b.Offset || b.Offset + b.Operand.Bytes <= a.Offset,
                    $"{a.Operand} at {a.Offset} and {b.Operand} at {b.Offset} live together");
            }
        }
    }

    [Fact]
    public void Outputs_that_are_data_variables_or_numbers_come_out()
    {
        var (data, variable) = (Data(1, 2), new Variable([2]));
        variable.Set([5, 6]);
        var step = Engine.Compile([], [data, variable.Value, Tensor.Full(7, [2]), data, data.Reshape([2, 1])]);
        var found = step.Run().Select(t => t.ToDoubles()).ToArray();
        Assert.Equal([[1, 2], [5, 6], [7, 7], [1, 2], [1, 2]], found);
    }

    [Fact]
    public void Empty_batches_give_empty_results_and_zero_sums()
    {
        var x = Tensor.From(ReadOnlySpan<float>.Empty, [0, 3, 8, 8]);
        var weight = Tensor.Full(0.5, [4, 3, 3, 3]);
        var y = x.Conv2d(weight, null, new(1, 1)).Relu().MaxPool2d(2, new(2));
        var features = y.AdaptiveAveragePool2d().Flatten();
        var scores = features.MatMul(Tensor.Full(1, [4, 2])).LogSoftmax();
        Assert.Equal([0, 2], scores.Shape);
        Assert.Empty(scores.ToArray<float>());
        Assert.Equal(0, scores.Sum().ToScalar());
        Assert.Equal(new double[108], Gradients.Of(scores.Sum(), weight)[0].ToDoubles());
        Assert.Empty(x.Transpose(0, 2, 3, 1).ToDoubles());
        Assert.Equal([2f], ConcatOp.Concat(0, Tensor.From(ReadOnlySpan<float>.Empty, [0]), Data(2)).ToArray<float>());
    }

    [Fact]
    public void Numbers_without_axes_work_like_all_others()
    {
        var (a, b) = (Tensor.From([3f], []), Tensor.Scalar(4));
        Assert.Equal(5, (a * a + b * b).Sqrt().ToScalar());
        Assert.Equal(Shape.Scalar, (a + b).Sum().Shape);
        Assert.Equal(6, Gradients.Of(a * a, a)[0].ToScalar());
        Assert.Equal([3f, 3], a.Expand([2]).ToArray<float>());
    }

    [Fact]
    public void A_kernels_exception_reaches_the_caller_and_the_engine_goes_on()
    {
        var failure = Assert.Throws<NotSupportedException>(() => Tensor.Of(new Failing(), Data(1, 2)).ToDoubles());
        Assert.Equal("on purpose", failure.Message);
        Assert.Equal([2f], (Data(1) + 1).ToArray<float>());
        var inside = Assert.Throws<NotSupportedException>(
            () => Engine.Run(() => Workers.For(8, i => throw new NotSupportedException($"part {i}"))));
        Assert.StartsWith("part", inside.Message, StringComparison.Ordinal);
    }

    private sealed record Failing : Op
    {
        public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0]];

        public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y) =>
            throw new NotSupportedException("on purpose");

        public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null];
    }

    [Fact]
    public void Many_threads_may_evaluate_at_once()
    {
        var step = Shared(out var placeholderScale);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            for (var round = 0; round < 40; round++)
            {
                var n = worker + 2;
                var x = Tensor.From([.. Enumerable.Range(0, 3 * n).Select(i => (float)(i + round))], [3, n]);
                var product = x.MatMul(x, transposeB: true).ToArray<float>();
                var expected = 0f;
                for (var i = 0; i < n; i++) expected += (float)(i + round) * (i + round);
                Assert.Equal(expected, product[0]);
                var own = step.Run(Tensor.From<float>(worker, round, 1))[0].ToArray<float>();
                Assert.Equal([worker * placeholderScale, round * placeholderScale, placeholderScale], own);
            }
        });
    }

    private static CompiledStep Shared(out float scale)
    {
        scale = 3;
        var x = Tensor.Placeholder([3]);
        return Engine.Compile([x], [x * 3]);
    }

    [Fact]
    public void A_step_refuses_data_of_another_shape_or_type()
    {
        var x = Tensor.Placeholder([3]);
        var step = Engine.Compile([x], [x * 3]);
        Assert.Throws<ArgumentException>(() => step.Run(Data(1, 2)));
        Assert.Throws<ArgumentException>(() => step.Run(Tensor.From<double>(1, 2, 3)));
        Assert.Throws<ArgumentException>(() => step.Run());
        Assert.Throws<InvalidOperationException>(() => (x + 1).ToDoubles());
    }

    [Fact]
    public void A_graph_over_a_variable_of_another_type_says_that_it_is_outdated()
    {
        var variable = new Variable([2]);
        variable.Set([1, 2]);
        var old = variable.Value * 2;
        var step = Engine.Compile([], [variable.Value * 3]);
        variable.ConvertTo(DType.F64);
        Assert.Throws<InvalidOperationException>(() => old.ToDoubles());
        Assert.Throws<InvalidOperationException>(() => step.Run());
        Assert.Equal([2.0, 4], (variable.Value * 2).ToArray<double>());
    }
}
