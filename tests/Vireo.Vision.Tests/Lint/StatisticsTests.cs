using Vireo.Vision.Lint;

namespace Vireo.Vision.Tests.Lint;

public sealed class StatisticsTests
{
    // Quantiles as printed in tables of the chi-square distribution.
    [Theory]
    [InlineData(1, 3.841459, 0.05), InlineData(1, 6.634897, 0.01), InlineData(2, 5.991465, 0.05)]
    [InlineData(5, 11.070498, 0.05), InlineData(10, 18.307038, 0.05), InlineData(10, 29.588298, 0.001)]
    [InlineData(100, 124.342113, 0.05), InlineData(3, 0.351846, 0.95)]
    public void The_tail_of_chi_square_is_that_of_the_tables(int degrees, double value, double tail) =>
        Assert.Equal(tail, Statistics.UpperGamma(degrees / 2.0, value / 2), 1e-6);

    // The customary critical values.
    [Theory]
    [InlineData(1.2238, 0.10), InlineData(1.3581, 0.05), InlineData(1.6276, 0.01), InlineData(1.9495, 0.001)]
    public void The_law_of_Kolmogorov_is_that_of_the_tables(double lambda, double tail) =>
        Assert.Equal(tail, Statistics.Kolmogorov(lambda), tail * 2e-3);

    [Fact]
    public void Chi_square_of_a_two_by_two_table_is_the_closed_form()
    {
        // N (ad − bc)² / (row sums · column sums), and Cramér's V its root over N.
        var (statistic, p, v) = Statistics.ChiSquare([30, 10], [20, 40]);

        var expected = 100.0 * (30 * 40 - 10 * 20) * (30 * 40 - 10 * 20) / (40.0 * 60 * 50 * 50);
        Assert.Equal(expected, statistic, 1e-9);
        Assert.Equal(Math.Sqrt(expected / 100), v, 1e-9);
        Assert.InRange(p, 4.0e-5, 5.0e-5); // 16.67 with one degree of freedom: 4.46e-5.
    }

    [Fact]
    public void Equal_samples_do_not_differ_and_separate_ones_do_wholly()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => (double)i)];

        Assert.Equal(0, Statistics.KolmogorovSmirnov(values, values).Distance);
        Assert.Equal(1, Statistics.KolmogorovSmirnov(values, values).P, 1e-12);
        var (distance, p) = Statistics.KolmogorovSmirnov(values, values.Select(v => v + 100));
        Assert.Equal(1, distance);
        Assert.True(p < 1e-15);
        Assert.Equal(0.5, Statistics.KolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]).Distance, 1e-12);
        Assert.Equal(2.5, Statistics.Median([4, 1, 2, 3]));
    }
}
