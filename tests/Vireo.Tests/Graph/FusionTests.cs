using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Graph;

/// <summary>Plans compute what the ops' reference loops compute one by one.</summary>
public class FusionTests
{
    private static void Agrees(Tensor[] outputs, double tolerance = 0)
    {
        var known = new Dictionary<Tensor, double[]>();
        var truth = Array.ConvertAll(outputs, o => Oracle.Evaluate(o, known));
        Engine.Evaluate(outputs);
        for (var i = 0; i < outputs.Length; i++)
        {
            Check.Close(truth[i], outputs[i].ToDoubles(), tolerance, $"output {i}, {outputs[i]}");
        }
    }

    [Fact]
    public void Random_elementwise_graphs_are_equal_to_the_bit()
    {
        // The graph of seed 1598 once came out as a circle.
        foreach (var seed in Enumerable.Range(0, 400).Append(1598).Select(s => (ulong)s))
        {
            var graph = new RandomGraph(seed);
            graph.GrowElementwise(4 + (int)(seed % 25));
            Labelled(seed, () => Agrees(graph.Outputs(1 + (int)(seed % 4))));
        }
    }

    [Fact]
    public void Random_graphs_with_convolutions_and_moves_agree()
    {
        for (var seed = 1000UL; seed < 1250; seed++)
        {
            var graph = new RandomGraph(seed);
            graph.GrowMixed(4 + (int)(seed % 20));
            Labelled(seed, () => Agrees(graph.Outputs(1 + (int)(seed % 4)), 1e-6));
        }
    }

    [Theory]
    [InlineData(3, 7, 20, 21)]
    [InlineData(2, 48, 9, 5)]
    [InlineData(5, 16, 1, 3)]
    [InlineData(4, 1100, 2, 2)]
    public void What_is_given_for_each_image_and_channel_meets_all_of_its_pixels(int n, int c, int h, int w)
    {
        var numbers = Enumerable.Range(0, n * c * h * w).Select(i => (float)(i % 97)).ToArray();
        var images = Tensor.FromChannelsLast<float>(numbers, [n, c, h, w]);
        var gates = Enumerable.Range(0, n * c).Select(i => (float)(i + 1)).ToArray();
        Agrees([images * Tensor.FromChannelsLast<float>(gates, [n, c, 1, 1])]);
        Agrees([images + Tensor.FromChannelsLast<float>(gates.AsSpan(0, c), [1, c, 1, 1])]);
        Agrees([images - Tensor.From<float>(gates.AsSpan(0, c), [c, 1, 1])]);
    }

    [Fact]
    public void Whole_division_inside_a_chain_is_cut_to_whole_numbers()
    {
        var a = Tensor.From<int>(7, -7, 9);
        var b = Tensor.From<int>(2, 2, 4);
        Assert.Equal([6, -6, 8], (a / b * b).ToArray<int>());
    }

    [Fact]
    public void A_cast_to_single_and_back_rounds_inside_a_chain()
    {
        var x = Tensor.From<double>(0.1, 1.0 / 3);
        Assert.Equal([(double)0.1f * 2, (double)(float)(1.0 / 3) * 2], (x.Cast(DType.F32).Cast(DType.F64) * 2).ToArray<double>());
    }

    [Fact]
    public void A_number_has_the_precision_of_its_type()
    {
        var x = Tensor.From<double>(1, 2);
        Assert.Equal([1 + (double)0.1f, 2 + (double)0.1f], (x + Tensor.Scalar(0.1).Cast(DType.F64)).ToArray<double>());
        Assert.Equal([2, 3], (Tensor.From<int>(1, 2) + Tensor.Scalar(1.75, DType.I32)).ToArray<int>());
    }

    [Fact]
    public void Ops_on_numbers_alone_fill_their_shape()
    {
        Assert.Equal([5f, 5, 5], (Tensor.Full(2, [3]) + Tensor.Full(3, [3])).ToArray<float>());
        Assert.Equal([2f, 2], (Tensor.Full(1, [2], DType.Bool).Where(Tensor.Full(2, [2]), Tensor.Full(3, [1]))).ToArray<float>());
        Assert.Equal([3], (Tensor.Full(3.5, [1], DType.F64).Cast(DType.I32)).ToArray<int>());
    }

    [Fact]
    public void A_long_chain_over_several_tiles_agrees()
    {
        var x = Tensor.From([.. Enumerable.Range(0, 70_001).Select(i => (float)Math.Sin(i))], [70_001]);
        var y = x;
        for (var i = 0; i < 40; i++) y = i % 3 == 0 ? y * 0.75 + x : i % 3 == 1 ? y.Tanh() : y.HardSwish() - x.Sigmoid();
        Agrees([y, y * x, y.Max(x).Sum()], 1e-5);
    }

    [Fact]
    public void Values_read_by_others_between_are_not_tied_into_a_circle()
    {
        var x = Tensor.From([.. Enumerable.Range(0, 60).Select(i => i / 8f)], [3, 20]);
        var a = x + 1;
        var b = a / a.Sum([1], keepAxes: true);
        var c = b * a - b.Sum() + (a - x.Max(b));
        Agrees([c, a, b], 1e-6);
    }

    private static void Labelled(ulong seed, Action test)
    {
        try
        {
            test();
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
        }
    }
}
