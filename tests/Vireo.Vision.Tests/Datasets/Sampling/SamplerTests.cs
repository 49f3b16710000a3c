using Vireo.Vision.Datasets.Sampling;

namespace Vireo.Vision.Tests.Datasets.Sampling;

/// <summary>What must hold of every sampler, and what is special about each.</summary>
public sealed class SamplerTests
{
    // 60 of class 0, 30 of class 1, 7 of class 2, 3 of class 3.
    private static readonly int[] Labels =
        [.. Enumerable.Range(0, 100).Select(i => i < 60 ? 0 : i < 90 ? 1 : i < 97 ? 2 : 3)];

    public static TheoryData<Sampler> Every =>
    [
        new ShuffledSampler(100) { Seed = 3 },
        new WeightedSampler(WeightedSampler.Inverse(Labels)) { Seed = 3 },
        new BalancedSampler(Labels) { Seed = 3 },
        new ClassAwareSampler([.. Labels.Select(label => new[] { label })]) { Seed = 3 },
        new PkSampler(Labels, 3, 4) { Seed = 3 },
    ];

    [Theory, MemberData(nameof(Every))]
    public void Epochs_are_functions_of_the_seed_and_differ(Sampler sampler)
    {
        Assert.Equal(sampler.Length, sampler.Order(0).Length);
        Assert.Equal(sampler.Order(1), sampler.Order(1));
        Assert.NotEqual(sampler.Order(0), sampler.Order(1));
        Assert.NotEqual(sampler.Order(0), (sampler with { Seed = 4 }).Order(0));
    }

    [Theory, MemberData(nameof(Every))]
    public void Steps_hold_the_same_samples_for_any_number_of_processes(Sampler sampler)
    {
        foreach (var tail in Enum.GetValues<EpochTail>())
        {
            var alone = Steps(sampler, 24, 1, tail);
            foreach (var world in new[] { 2, 3, 6 }) Assert.Equal(alone, Steps(sampler, 24 / world, world, tail));
        }
    }

    [Theory, MemberData(nameof(Every))]
    public void A_restored_position_goes_on_exactly_also_with_other_processes(Sampler sampler)
    {
        var whole = new SamplerCursor(sampler, 12);
        for (var i = 0; i < 13; i++) whole.Next();
        var ranks = Enumerable.Range(0, 3)
            .Select(rank => new SamplerCursor(sampler, 4, rank, 3) { Position = whole.Position }).ToList();
        for (var i = 0; i < 20; i++) Assert.Equal(whole.Next(), ranks.SelectMany(cursor => cursor.Next()));
    }

    [Theory]
    [InlineData(EpochTail.Fill, 104)]
    [InlineData(EpochTail.Drop, 96)]
    [InlineData(EpochTail.Short, 100)]
    public void The_tail_is_filled_dropped_or_short(EpochTail tail, int taken)
    {
        var indices = Steps(new ShuffledSampler(100), 8, 1, tail).SelectMany(step => step).ToList();
        Assert.Equal(taken, indices.Count);
        Assert.Equal(Math.Min(taken, 100), indices.Distinct().Count());
    }

    [Fact]
    public void Balanced_classes_come_equally_often_and_frequent_ones_without_repeats()
    {
        var order = new BalancedSampler(Labels).Order(0);
        Assert.Equal([25, 25, 25, 25], order.CountBy(i => Labels[i]).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(25, order.Where(i => Labels[i] == 0).Distinct().Count());
        Assert.Equal(3, order.Where(i => Labels[i] == 3).Distinct().Count());
    }

    [Fact]
    public void Class_aware_draws_every_class_equally_often_with_several_classes_to_a_sample()
    {
        int[][] classes = [[0], [0, 1], [0, 2], [0], [0], [0], [], [0], [0]];
        var order = new ClassAwareSampler(classes, 300).Order(0);
        Assert.DoesNotContain(6, order);
        // Sample 1 is the only one of class 1 and 2 of class 2: each has a third, and an eighth of class 0's third.
        Assert.InRange(order.Count(i => i == 1), 112, 113);
        Assert.InRange(order.Count(i => i == 2), 112, 113);
    }

    [Fact]
    public void Weights_are_probabilities()
    {
        var order = new WeightedSampler([1, 0, 3], 40_000).Order(0);
        Assert.DoesNotContain(1, order);
        Assert.InRange(order.Count(i => i == 2) / 40_000.0, 0.74, 0.76);
        Assert.Throws<ArgumentException>(() => new WeightedSampler([0, 0]));
        Assert.Throws<ArgumentException>(() => new WeightedSampler([1, double.NaN]));
    }

    [Fact]
    public void Pk_batches_hold_p_identities_with_k_images_and_an_epoch_covers_all_identities()
    {
        int[] identities = [.. Enumerable.Range(0, 200).Select(i => i % 19), 19, 19, 20];
        var sampler = new PkSampler(identities, 6, 4);
        Assert.Equal(20, sampler.Identities); // Identity 20 has one image.
        var batches = sampler.Order(0).Chunk(24).ToList();

        Assert.Equal(4, batches.Count);
        Assert.All(batches, batch => Assert.Equal([4, 4, 4, 4, 4, 4], batch.CountBy(i => identities[i]).Select(p => p.Value)));
        Assert.Equal(20, batches.SelectMany(batch => batch).Select(i => identities[i]).Distinct().Count());
        // Without replacement where there are images enough; identity 19 has two.
        Assert.All(batches.SelectMany(b => b.Chunk(4)), four =>
            Assert.Equal(identities[four[0]] == 19 ? 2 : 4, four.Distinct().Count()));
        Assert.Throws<ArgumentException>(() => new SamplerCursor(sampler, 6));
    }

    private static List<int[]> Steps(Sampler sampler, int batch, int world, EpochTail tail)
    {
        var ranks = Enumerable.Range(0, world).Select(rank => new SamplerCursor(sampler, batch, rank, world, tail)).ToList();
        return [.. Enumerable.Range(0, ranks[0].StepsPerEpoch).Select(_ => ranks.SelectMany(cursor => cursor.Next()).ToArray())];
    }
}
