namespace Vireo.Tests;

public class DistributionsTests
{
    private const int Draws = 100_000;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(40)]
    public void Gamma_draws_have_their_shape_as_mean_and_variance(double shape)
    {
        var rng = new Rng(3);
        var (mean, variance) = Moments(() => rng.Gamma(shape));

        // Standard errors: sqrt(a / n), and that of the variance from the fourth moment 3a² + 6a.
        Assert.Equal(shape, mean, 5 * Math.Sqrt(shape / Draws));
        Assert.Equal(shape, variance, 5 * Math.Sqrt((2 * shape * shape + 6 * shape) / Draws));
    }

    [Theory]
    [InlineData(0.2, 0.2)]
    [InlineData(1, 1)]
    [InlineData(1.5, 1.5)]
    [InlineData(0.5, 3)]
    [InlineData(20, 5)]
    public void Beta_draws_have_the_closed_moments(double a, double b)
    {
        var rng = new Rng(4);
        var (mean, variance) = Moments(() => rng.Beta(a, b));

        var expected = a * b / ((a + b) * (a + b) * (a + b + 1));
        Assert.Equal(a / (a + b), mean, 5 * Math.Sqrt(expected / Draws));
        Assert.Equal(expected, variance, 0.03 * expected);
    }

    [Fact]
    public void Beta_of_ones_is_uniform_in_every_tenth()
    {
        var rng = new Rng(5);
        var counts = new int[10];
        for (var i = 0; i < Draws; i++) counts[Math.Min(9, (int)(10 * rng.Beta(1, 1)))]++;

        // Chi-squared with nine degrees of freedom: 27.9 is passed once in a thousand.
        Assert.True(counts.Sum(c => Math.Pow(c - Draws / 10.0, 2) / (Draws / 10.0)) < 27.9);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-30)]
    [InlineData(double.Epsilon)]
    public void Beta_of_tiny_shapes_is_one_end_or_the_other(double shape)
    {
        var rng = new Rng(6);
        var draws = Enumerable.Range(0, 1000).Select(_ => rng.Beta(shape, shape)).ToList();

        Assert.All(draws, draw => Assert.InRange(draw, 0, 1));
        if (shape > 1e-100) Assert.Equal(0.5, draws.Average(draw => draw > 0.5 ? 1 : 0), 0.08);
    }

    [Fact]
    public void Dirichlet_shares_sum_to_one_and_have_the_closed_moments()
    {
        var rng = new Rng(7);
        double[] concentrations = [0.5, 1, 2.5];
        var sums = new double[3];
        var squares = new double[3];
        for (var i = 0; i < Draws; i++)
        {
            var shares = rng.Dirichlet(concentrations);
            Assert.Equal(1, shares.Sum(), 1e-12);
            for (var j = 0; j < 3; j++) (sums[j], squares[j]) = (sums[j] + shares[j], squares[j] + shares[j] * shares[j]);
        }

        for (var j = 0; j < 3; j++)
        {
            var (mean, share) = (sums[j] / Draws, concentrations[j] / 4);
            var variance = share * (1 - share) / 5;
            Assert.Equal(share, mean, 5 * Math.Sqrt(variance / Draws));
            Assert.Equal(variance, squares[j] / Draws - mean * mean, 0.03 * variance);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_shape_that_is_no_positive_number_is_refused(double shape)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rng(1).Gamma(shape));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rng(1).Beta(1, shape));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rng(1).Dirichlet(1, shape));
    }

    private static (double Mean, double Variance) Moments(Func<double> draw)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < Draws; i++)
        {
            var x = draw();
            (sum, squares) = (sum + x, squares + x * x);
        }

        var mean = sum / Draws;
        return (mean, squares / Draws - mean * mean);
    }
}
