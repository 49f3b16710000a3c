using Vireo.Vision.Metrics;

namespace Vireo.Vision.Tests.Metrics;

/// <summary>Intervals of differences between shares of the same images.</summary>
public sealed class PairedDifferenceTests
{
    // First: table of Newcombe 1998. Second and third: examples of Fagerland, Lydersen and Laake, "Statistical Analysis
    // of Contingency Tables", 2017, chapter 8, to four places. The rest by another program, from the paper's formulas.
    [Theory]
    [InlineData(36, 12, 2, 0, 0.2, 0.0569, 0.3404)]
    [InlineData(1, 1, 7, 12, -0.2857, -0.5069, -0.0256)]
    [InlineData(59, 6, 16, 80, -0.0621, -0.1186, -0.0046)]
    [InlineData(150, 2, 1, 7, 0.00625, -0.024752, 0.039218)]
    [InlineData(160, 0, 0, 0, 0, -0.023446, 0.023446)]
    [InlineData(144, 0, 0, 16, 0, -0.022324, 0.022324)]
    [InlineData(9000, 30, 12, 958, 0.0018, 0.000490, 0.003132)]
    [InlineData(0, 10, 0, 0, 1, 0.607509, 1)]
    public void Intervals_are_those_of_method_10(
        long both, long first, long second, long neither, double difference, double low, double high)
    {
        // The paper subtracts the second from the first.
        var found = PairedDifference.Of(both, second, first, neither);
        Assert.Equal(both + first + second + neither, found.Images);
        Assert.Equal(difference, found.Difference, 5e-5);
        Assert.Equal(low, found.Low, 5e-5);
        Assert.Equal(high, found.High, 5e-5);

        var other = PairedDifference.Of(both, first, second, neither);
        Assert.Equal(-found.Difference, other.Difference);
        Assert.Equal(-found.High, other.Low, 1e-12);
        Assert.Equal(-found.Low, other.High, 1e-12);
    }

    [Fact]
    public void Images_are_counted_in_pairs()
    {
        bool[] first = [true, true, true, false, false, true];
        bool[] second = [true, false, true, true, false, false];
        Assert.Equal(PairedDifference.Of(2, 2, 1, 1), PairedDifference.Of(first, second));
        Assert.Equal(-1.0 / 6, PairedDifference.Of(first, second).Difference, 1e-12);
        Assert.Throws<ArgumentException>(() => PairedDifference.Of(first, second[1..]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDifference.Of([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDifference.Of(1, -1, 0, 0));
    }
}
