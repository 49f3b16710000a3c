namespace Vireo.Tests;

public class RngTests
{
    // Random123, kat_vectors: philox4x32 with 10 rounds.
    [Theory]
    [InlineData(0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    public void Blocks_are_the_published_known_answers(ulong bits, uint a, uint b, uint c, uint d) =>
        Assert.Equal(new Rng.Block(a, b, c, d), Rng.At(seed: bits, stream: bits, index: bits));

    [Fact]
    public void Words_come_in_the_order_of_the_block()
    {
        var rng = new Rng(0);

        Assert.Equal([0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u],
            [rng.NextUInt(), rng.NextUInt(), rng.NextUInt(), rng.NextUInt()]);
    }

    [Fact]
    public void A_position_restores_the_stream_exactly()
    {
        var rng = new Rng(5, 3);
        for (var i = 0; i < 7; i++) rng.NextUInt();
        var position = rng.Position;
        uint[] first = [rng.NextUInt(), rng.NextUInt(), rng.NextUInt()];

        var other = new Rng(5, 3) { Position = position };

        Assert.Equal(7UL, position);
        uint[] second = [other.NextUInt(), other.NextUInt(), other.NextUInt()];
        Assert.Equal(first, second);
    }

    [Fact]
    public void Uniform_numbers_have_the_moments_of_the_uniform_distribution()
    {
        var rng = new Rng(1);
        var values = Enumerable.Range(0, 100_000).Select(_ => (double)rng.Uniform()).ToArray();

        Assert.All(values, value => Assert.InRange(value, 0, 1 - 1e-9));
        Assert.Equal(0.5, values.Average(), 0.005);
        Assert.Equal(1 / 12.0, values.Average(value => (value - 0.5) * (value - 0.5)), 0.001);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_variance_1_and_kurtosis_3()
    {
        var rng = new Rng(2);
        var values = Enumerable.Range(0, 100_000).Select(_ => (double)rng.Normal()).ToArray();

        Assert.Equal(0, values.Average(), 0.015);
        Assert.Equal(1, values.Average(value => value * value), 0.02);
        Assert.Equal(3, values.Average(value => Math.Pow(value, 4)), 0.15);
    }

    [Fact]
    public void Below_reaches_every_number_about_equally_often()
    {
        var rng = new Rng(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[rng.Below(7)]++;

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Below(0));
    }

    [Fact]
    public void A_shuffle_keeps_the_items_and_depends_on_the_seed()
    {
        int[] a = [.. Enumerable.Range(0, 50)], b = [.. a], c = [.. a];
        new Rng(1).Shuffle<int>(a);
        new Rng(1).Shuffle<int>(b);
        new Rng(2).Shuffle<int>(c);

        Assert.Equal(a, b);
        Assert.NotEqual(a, c);
        Assert.Equal(Enumerable.Range(0, 50), a.Order());
    }

    [Fact]
    public void Forks_depend_on_the_key_and_not_on_the_position()
    {
        var rng = new Rng(9);
        var before = rng.Fork(4).NextUInt();
        rng.NextUInt();

        Assert.Equal(before, rng.Fork(4).NextUInt());
        Assert.NotEqual(before, rng.Fork(5).NextUInt());
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(key => rng.Fork((ulong)key).NextUInt()).Distinct().Count());
    }
}
