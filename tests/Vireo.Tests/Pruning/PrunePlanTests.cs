using Vireo.Pruning;

namespace Vireo.Tests.Pruning;

/// <summary>Which channels go, and how many.</summary>
public class PrunePlanTests
{
    private static readonly Shape s_input = [1, 3, 8, 8];

    [Fact]
    public void By_magnitude_the_small_filters_go()
    {
        var net = ChannelMapTests.Residual();
        Fill(net, c => c % 2 == 0 ? 1 + c : 0.01);
        var plan = PrunePlan.Choose(ChannelMap.Of(net, s_input), new() { Macs = 0.4, Multiple = 1 });

        Assert.All(plan.Groups.Single().Kept, c => Assert.True(c % 2 == 0 || plan.Groups.Single().Kept.Count > 8));
    }

    [Fact]
    public void By_the_geometric_median_filters_go_that_others_can_replace()
    {
        var net = ChannelMapTests.Residual();
        // Many large equal filters and four small ones far from them: magnitude keeps the large, distance the others.
        Fill(net, c => c < 4 ? -5 - c : 10);
        PruneOptions options = new() { Macs = 0.3, Multiple = 1 };
        var byDistance = PrunePlan.Choose(
            ChannelMap.Of(net, s_input), options with { Method = PruneMethod.Fpgm }).Groups.Single().Kept;
        var byMagnitude = PrunePlan.Choose(ChannelMap.Of(net, s_input), options).Groups.Single().Kept;

        Assert.Equal([0, 1, 2, 3], byDistance.Take(4));
        Assert.DoesNotContain(0, byMagnitude);
    }

    [Fact]
    public void Magnitudes_and_distances_are_those_of_the_papers()
    {
        var net = ChannelMapTests.Residual();
        var group = ChannelMap.Of(net, s_input).Groups.Single();
        foreach (var method in Enum.GetValues<PruneMethod>())
        {
            var expected = new double[16];
            foreach (var path in (string[])["a.weight", "b.weight"])
            {
                var w = net.Find(path).ToDoubles();
                var each = w.Length / 16;
                double Distance(int i, int j) => Math.Sqrt(
                    Enumerable.Range(0, each).Sum(k => Math.Pow(w[i * each + k] - w[j * each + k], 2)));
                var own = Enumerable.Range(0, 16).Select(i => method == PruneMethod.L1
                    ? w.Skip(i * each).Take(each).Sum(Math.Abs)
                    : Enumerable.Range(0, 16).Sum(j => Distance(i, j))).ToArray();
                for (var i = 0; i < 16; i++) expected[i] += own[i] / own.Sum();
            }

            var found = ChannelImportance.Of(group, method);
            for (var i = 0; i < 16; i++) Assert.Equal(expected[i], found[i], 1e-6);
        }
    }

    [Fact]
    public void Layers_keep_multiples_and_a_floor()
    {
        var map = ChannelMap.Of(ChannelMapTests.Residual(), s_input);
        Assert.Equal(8, PrunePlan.Choose(map, new() { Macs = 0.5 }).Channels.Single().Channels);
        Assert.Equal(16, PrunePlan.Choose(map, new() { Macs = 1 }).Groups.Single().Kept.Count);
        var failure = Assert.Throws<UsageException>(() => PrunePlan.Choose(map, new() { Macs = 0.01, Floor = 0.5 }));
        Assert.Equal("VIR2872", failure.Code);
        Assert.Equal("VIR2872", Assert.Throws<UsageException>(() => PrunePlan.Choose(map, new() { Macs = 0 })).Code);
    }

    private static void Fill(ChannelMapTests.Net net, Func<int, double> value)
    {
        foreach (var path in (string[])["a.weight", "b.weight"])
        {
            var weight = net.Find(path);
            var each = (int)weight.Shape.Count / 16;
            weight.Set([.. Enumerable.Range(0, 16 * each).Select(i => value(i / each))]);
        }
    }
}
