using Vireo.Graph;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

/// <summary>Known values of orders, selections and reductions, and what is said about mistakes.</summary>
public class TensorOpTests
{
    private static readonly Tensor s_matrix = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);

    [Fact]
    public void Equal_elements_stay_in_order_and_what_is_no_number_is_the_greatest()
    {
        foreach (var type in (DType[])[DType.F32, DType.F64])
        {
            var x = Tensor.From(3.0, 1, double.NaN, 1, 3, -0.0, 0).Cast(type);
            Assert.Equal([5, 6, 1, 3, 0, 4, 2], x.ArgSort().ToArray<long>());
            Assert.Equal([2, 0, 4, 1, 3, 5, 6], x.ArgSort(descending: true).ToArray<long>());
            Assert.Equal(2, x.ArgMax().ToScalar());
            Assert.Equal(2, x.ArgMin().ToScalar());
            var pairs = Tensor.From([double.NaN, 1, 2, 3, 1, double.NaN], [2, 3]).Cast(type);
            Assert.Equal([0.0, 0, 1], pairs.ArgMin(0).ToDoubles());
            Assert.Equal([0.0, 0, 1], pairs.ArgMax(0).ToDoubles());
        }
    }

    [Fact]
    public void Many_elements_are_selected_as_a_full_sort_would()
    {
        var rng = new Rng(5);
        // Few different values, so that ties are everywhere.
        var values = Enumerable.Range(0, 5000).Select(_ => (float)rng.Below(40)).ToArray();
        var order = Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]);
        var places = order.Select(i => (long)i).ToArray();
        foreach (var k in (int[])[1, 2, 77, 2500, 4999, 5000])
        {
            var top = Tensor.From(values).TopK(k);
            Assert.Equal(places[..k], top.Places.ToArray<long>());
            Assert.Equal(places[..k].Select(i => values[i]), top.Values.ToArray<float>());
        }
    }

    [Fact]
    public void The_gradient_of_a_median_goes_to_the_element_chosen()
    {
        var x = Tensor.From([4.0, 1, 3, 2, 9, 9, 7, 8], [2, 4]);
        var (values, places) = x.Median(1);
        Assert.Equal([2.0, 8], values.ToDoubles());
        Assert.Equal([3.0, 3], places.ToDoubles());
        Assert.Equal([0.0, 0, 0, 1, 0, 0, 0, 1], Gradients.Of(values.Sum(), x)[0].ToDoubles());
        var all = Tensor.From(2.0, 5, 2, 0, 7);
        Assert.Equal(2, all.Median().ToScalar());
        Assert.Equal([0.5, 0, 0.5, 0, 0], Gradients.Of(all.Median(), all)[0].ToDoubles());
    }

    [Fact]
    public void Products_have_gradients_where_factors_are_zero()
    {
        var x = Tensor.From(2.0, 0, 5, 3, 7);
        Assert.Equal([0.0, 210, 0, 0, 0], Gradients.Of(x.Product(), x)[0].ToDoubles());
        Assert.Equal([2.0, 0, 0, 0, 0], x.CumulativeProduct(0).ToDoubles());
        // 2 + 2·0 + 2·0·5 + …, by each factor.
        Assert.Equal([1.0, 2 + 10 + 30 + 210, 0, 0, 0], Gradients.Of(x.CumulativeProduct(0).Sum(), x)[0].ToDoubles());
        Assert.Equal([1.0, 1], Tensor.Full(3, [2, 0], DType.F64).Product([1]).ToDoubles());
        Assert.Equal(Shape.Create([1, 1]), s_matrix.Product(keepAxes: true).Shape);
    }

    [Fact]
    public void A_masked_selection_fills_a_fixed_room()
    {
        var mask = Tensor.From([true, false, true, true, false, false], [2, 3]);
        var (values, selected, count) = s_matrix.MaskedSelect(mask, 5, padding: -1);
        Assert.Equal([1.0, 3, 4, -1, -1], values.ToDoubles());
        Assert.Equal([1.0, 1, 1, 0, 0], selected.ToDoubles());
        Assert.Equal(3, count.ToScalar());
        Assert.Equal([1.0, 0, 1, 1, 0, 0], Gradients.Of(values.Sum(), s_matrix)[0].ToDoubles());
        var (few, _, all) = s_matrix.MaskedSelect(mask, 2);
        Assert.Equal([1.0, 3], few.ToDoubles());
        Assert.Equal(3, all.ToScalar());
        var (room, isIn, _) = s_matrix.MaskedSelect(Tensor.From([true, false, false], [3]), 8);
        Assert.Equal([1.0, 4, 0, 0, 0, 0, 0, 0], room.ToDoubles());
        Assert.Equal([1.0, 1, 0, 0, 0, 0, 0, 0], isIn.ToDoubles());
    }

    [Fact]
    public void The_row_of_padding_gets_no_gradient()
    {
        var table = Tensor.From([1.0, 2, 3, 4, 5, 6], [3, 2]);
        var index = Tensor.From([2L, 1, 2, 0], [2, 2]);
        var y = table.Embedding(index, padding: -1);
        Assert.Equal([5.0, 6, 3, 4, 5, 6, 1, 2], y.ToDoubles());
        Assert.Equal([1.0, 1, 1, 1, 0, 0], Gradients.Of(y.Sum(), table)[0].ToDoubles());
        var mean = table.Embedding(index, meanGradient: true);
        Assert.Equal(y.ToDoubles(), mean.ToDoubles());
        Assert.Equal([1.0, 1, 1, 1, 1, 1], Gradients.Of(mean.Sum(), table)[0].ToDoubles());
    }

    [Fact]
    public void Norms_are_flat_where_they_are_zero()
    {
        var x = Tensor.From([3.0, -4, 0, 0], [2, 2]);
        Assert.Equal([5.0, 0], x.Norm(2, [1]).ToDoubles());
        Check.Close([0.6, -0.8, 0, 0], Gradients.Of(x.Norm(2, [1]).Sum(), x)[0].ToDoubles(), 1e-15);
        Assert.Equal([1.0, -1, 0, 0], Gradients.Of(x.Norm(1, [1]).Sum(), x)[0].ToDoubles());
        Assert.Equal([4.0, 0], x.Norm(double.PositiveInfinity, [1]).ToDoubles());
        Assert.Equal([3.0, 0], x.Norm(double.NegativeInfinity, [1]).ToDoubles());
        Assert.Equal([2.0, 0], x.Norm(0, [1]).ToDoubles());
        var third = Gradients.Of(x.Norm(3, [1]).Sum(), x)[0].ToDoubles();
        Check.Close([9 / Math.Pow(91, 2 / 3.0), -16 / Math.Pow(91, 2 / 3.0), 0, 0], third, 1e-12);
        Assert.All(Gradients.Of(x.Norm(0.5, [1]).Sum(), x)[0].ToDoubles(), v => Assert.True(double.IsFinite(v)));
        Assert.True(double.IsNaN(Tensor.From(1.0, double.NaN).Norm().ToScalar()));
    }

    [Fact]
    public void A_spread_of_nothing_but_one_value_is_flat()
    {
        var x = Tensor.From(2.0, 2);
        Assert.Equal(0, x.StandardDeviation().ToScalar());
        Assert.Equal([0.0, 0], Gradients.Of(x.StandardDeviation(), x)[0].ToDoubles());
        Assert.Equal(2.5, Tensor.From(1.0, 2, 3, 4, 5).Variance().ToScalar());
        Assert.Equal(2, Tensor.From(1.0, 2, 3, 4, 5).Variance(correction: 0).ToScalar());
        Assert.True(double.IsNaN(Tensor.From(1.0).Variance().ToScalar()));
    }

    [Fact]
    public void Sums_of_exponentials_stand_infinities()
    {
        var (most, least) = (double.PositiveInfinity, double.NegativeInfinity);
        var x = Tensor.From([least, least, most, 0, 1000, 1000], [3, 2]);
        Assert.Equal([least, most, 1000 + Math.Log(2)], x.LogSumExp([1]).ToDoubles());
    }

    [Fact]
    public void Diagonals_lie_where_their_offset_says()
    {
        Assert.Equal([1.0, 5], s_matrix.Diagonal().ToDoubles());
        Assert.Equal([3.0], s_matrix.Diagonal(2).ToDoubles());
        Assert.Equal([4.0], s_matrix.Diagonal(-1).ToDoubles());
        Assert.Equal([4.0], s_matrix.Diagonal(1, rows: 1, columns: 0).ToDoubles());
        Assert.Empty(s_matrix.Diagonal(3).ToDoubles());
        Assert.Empty(s_matrix.Diagonal(int.MinValue).ToDoubles());
        Assert.Equal([0.0, 0, 0, 1, 0, 0], Gradients.Of(s_matrix.Diagonal(-1).Sum(), s_matrix)[0].ToDoubles());
        Assert.Equal([1.0, 0, 0, 4, 5, 0], s_matrix.LowerTriangle().ToDoubles());
        Assert.Equal([0.0, 2, 3, 0, 0, 6], s_matrix.UpperTriangle(1).ToDoubles());
    }

    [Fact]
    public void What_rolls_out_comes_in_again()
    {
        Assert.Equal([3.0, 1, 2, 6, 4, 5], s_matrix.Roll([1], [1]).ToDoubles());
        Assert.Equal([6.0, 4, 5, 3, 1, 2], s_matrix.Roll([-2, 7], [-1, 0]).ToDoubles());
        Assert.Equal([6.0, 1, 2, 3, 4, 5], s_matrix.Roll(1).ToDoubles());
        Assert.Same(s_matrix, s_matrix.Roll([3, 1, 1], [1, 0, 0]));
        Assert.Equal([3.0, 2, 1, 6, 5, 4], s_matrix.Flip(-1).ToDoubles());
    }

    [Fact]
    public void Parts_are_as_long_as_they_can_be()
    {
        Assert.Equal([[3, 2], [3, 2], [1, 2]], Extents(Tensor.Full(0, [7, 2]).Chunk(0, 3)));
        Assert.Equal([[2, 1], [2, 1], [2, 1]], Extents(s_matrix.Chunk(1, 5)));
        Assert.Equal([[2, 2], [2, 1]], Extents(s_matrix.SplitBy(-1, 2)));
        Assert.Equal([[2, 0], [2, 3]], Extents(s_matrix.Split(1, 0, 3)));
    }

    [Fact]
    public void Evenly_spaced_numbers_end_where_they_should()
    {
        Assert.Equal([-1.0, -0.5, 0, 0.5, 1], LinspaceOp.Linspace(-1, 1, 5, DType.F64).ToDoubles());
        Assert.Equal(0.3, LinspaceOp.Linspace(0.1, 0.3, 7, DType.F64).ToDoubles()[^1]);
        Assert.Equal([4.0], LinspaceOp.Linspace(4, 9, 1, DType.F64).ToDoubles());
        Assert.Empty(LinspaceOp.Linspace(4, 9, 0).ToDoubles());
        Assert.Equal([5L, 3, 1], LinspaceOp.Arange(5, 0, -2, DType.I64).ToArray<long>());
        Assert.Throws<ArgumentOutOfRangeException>(() => LinspaceOp.Arange(0, 5, -1));
    }

    [Fact]
    public void A_scatter_into_a_part_leaves_the_rest()
    {
        var index = Tensor.From([2L, 0], [1, 2]);
        var source = Tensor.From([8.0, 9, 7, 7, 7, 7], [2, 3]);
        Assert.Equal([9.0, 2, 8, 4, 5, 6], s_matrix.Scatter(1, index, source).ToDoubles());
        Assert.Equal([10.0, 2, 11, 4, 5, 6], s_matrix.ScatterAdd(1, index, source).ToDoubles());
        Assert.Equal([0.0, 2, 0, 4, 5, 6], s_matrix.Scatter(1, index, 0).ToDoubles());
        Assert.Equal([3.0, 1], s_matrix.Gather(1, index).ToDoubles());
        var y = (s_matrix.Scatter(1, index, source) * s_matrix).Sum();
        Assert.Equal([9.0, 4, 8, 8, 10, 12], Gradients.Of(y, s_matrix)[0].ToDoubles());
    }

    [Fact]
    public void Places_in_sorted_rows_are_found_on_either_side()
    {
        var rows = Tensor.From(1.0, 2, 2, 5);
        var x = Tensor.From(0.5, 1, 2, 3, 5, 6);
        Assert.Equal([0L, 0, 1, 3, 3, 4], rows.SearchSorted(x).ToArray<long>());
        Assert.Equal([0L, 1, 3, 3, 4, 4], rows.SearchSorted(x, right: true).ToArray<long>());
    }

    [Fact]
    public void Second_order_gradients_pass_through_orders_and_sums()
    {
        // y = Σ (running sum)² has the constant second derivative 2 AᵀA, with A the lower triangle of ones.
        var x = Tensor.From(1.0, 2, 3);
        var sum = x.CumulativeSum(0);
        var first = Gradients.Of((sum * sum).Sum(), x)[0];
        Assert.Equal([20.0, 18, 12], first.ToDoubles());
        Assert.Equal([6.0, 4, 2], Gradients.Of(first.Slice(0, 0, 1).Sum(), x)[0].ToDoubles());
        var top = x.TopK(2).Values;
        var cubes = Gradients.Of((top * top * top).Sum(), x)[0];
        Assert.Equal([0.0, 12, 18], Gradients.Of(cubes.Sum(), x)[0].ToDoubles());
        var p = x.Softmax();
        var slope = Gradients.Of((p * p).Sum(), x)[0];
        var curvature = Gradients.Of((slope * Tensor.From(1.0, -2, 0.5)).Sum(), x)[0].ToDoubles();
        Check.Close(Curvature([1, 2, 3], [1, -2, 0.5]), curvature, 1e-8);
    }

    [Fact]
    public void Powers_of_zero_have_no_slope_by_the_exponent()
    {
        var (a, b) = (Tensor.From(0.0, 0, 2, 3), Tensor.From(2.0, 0, 3, 0));
        var gradients = Gradients.Of(a.Pow(b).Sum(), a, b);
        Check.Close([0, 0, 12, 0], gradients[0].ToDoubles(), 1e-12);
        Check.Close([0, 0, 8 * Math.Log(2), Math.Log(3)], gradients[1].ToDoubles(), 1e-12);
        var (c, d) = (Tensor.From(7.5, -7.5), Tensor.From(2.0, 2));
        Assert.Equal([1.5, -1.5], c.Modulo(d).ToDoubles());
        Assert.Equal([-3.0, 3], Gradients.Of(c.Modulo(d).Sum(), d)[0].ToDoubles());
    }

    /// <summary>Differences of differences of <c>Σ softmax²</c> along a direction.</summary>
    private static double[] Curvature(double[] x, double[] v)
    {
        const double step = 1e-5;
        double[] Slope(double sign)
        {
            var moved = Tensor.From<double>([.. x.Select((value, i) => value + sign * step * v[i])]);
            var p = moved.Softmax();
            return Gradients.Of((p * p).Sum(), moved)[0].ToDoubles();
        }

        var (up, down) = (Slope(1), Slope(-1));
        return [.. up.Select((value, i) => (value - down[i]) / (2 * step))];
    }

    private static int[][] Extents(Tensor[] parts) => [.. parts.Select(p => p.Shape.Extents.ToArray())];
}
