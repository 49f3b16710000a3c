using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Splitting;

namespace Vireo.Vision.Tests.Datasets.Splitting;

/// <summary>Parts have their shares, and what belongs together stays together.</summary>
public sealed class SplitTests
{
    [SkippableFact]
    public void Groups_stay_whole_and_classes_keep_their_shares()
    {
        var dataset = DatasetFormat.Read(RealData.Folder("face68"));
        var persons = SampleGroups.ByPattern(@"([^/]+)_\d+\.jpg$");
        var split = GroupSplit.Split(dataset, persons, new() { Val = 0.2, Test = 0.1, Seed = 1 });

        var places = split.Samples.GroupBy(persons).ToList();
        Assert.Equal(300, places.Count); // 263 + 137 - 100 persons in both.
        Assert.All(places, group => Assert.Single(group.Select(sample => sample.Split).Distinct()));
        Assert.InRange(split.Part("val").Samples.Count, 127, 129);
        Assert.InRange(split.Part("test").Samples.Count, 63, 65);
    }

    [Fact]
    public void Groups_of_classes_are_shared_out_by_class()
    {
        // Ten folders of ten images; the last two hold class 1.
        var dataset = Make(100, i => new()
        {
            Image = new FileReference($"{i / 10}/{i}.png"), Classes = [i >= 80 ? 1 : 0],
        });
        var split = GroupSplit.Split(dataset, SampleGroups.ByFolder(), new() { Val = 0.3, Seed = 5 });
        Assert.Equal([20, 10, 0, 0, 0], split.Part("val").Counts());
        Assert.Equal([60, 10, 0, 0, 0], split.Part("train").Counts());
        var thrown = Assert.Throws<UsageException>(() => GroupSplit.Split(dataset, _ => "one", new()));
        Assert.Equal("VIR3028", thrown.Code);
    }

    [Fact]
    public void Every_label_keeps_its_share_of_the_images_also_rare_ones()
    {
        var rng = new Rng(1);
        double[] rates = [0.6, 0.3, 0.1, 0.05, 0.01];
        var dataset = Make(2000, i => new()
        {
            Image = new FileReference($"{i}.png"),
            Classes = [.. Enumerable.Range(0, 5).Where(c => rng.Uniform() < rates[c])],
        });
        var split = MultiLabelSplit.Split(dataset, new() { Val = 0.2, Test = 0.1, Seed = 2 });

        int[] all = split.Counts(), val = split.Part("val").Counts(), test = split.Part("test").Counts();
        for (var c = 0; c < 5; c++)
        {
            // A share of a count, to the next whole image and one more that another class may have cost.
            Assert.InRange(val[c], 0.2 * all[c] - 2, 0.2 * all[c] + 2);
            Assert.InRange(test[c], 0.1 * all[c] - 2, 0.1 * all[c] + 2);
        }

        Assert.InRange(split.Part("val").Samples.Count, 396, 404);
        Assert.Equal(
            split.Samples.Select(s => s.Split),
            MultiLabelSplit.Split(dataset, new() { Val = 0.2, Test = 0.1, Seed = 2 }).Samples.Select(s => s.Split));
    }

    [SkippableFact]
    public void Times_of_the_camera_make_series()
    {
        var dataset = DatasetFormat.Read(RealData.Folder("sign-digits"));
        var times = dataset.Samples.Select(s => ExifTime.Read(Path.Combine(dataset.Root, s.Path))).ToList();
        Assert.True(times.OfType<DateTime>().Count() > 100);
        var groups = SampleGroups.ByTime(dataset, TimeSpan.FromMinutes(10));
        Assert.Equal(times.Count(time => time is null), dataset.Samples.Count(sample => groups(sample) is null));

        var sorted = times.OfType<DateTime>().Order().ToList();
        var series = sorted.Zip(sorted.Skip(1)).Count(pair => pair.Second - pair.First > TimeSpan.FromMinutes(10))
            + (sorted.Count > 0 ? 1 : 0);
        Assert.Equal(series, dataset.Samples.Select(groups).OfType<string>().Distinct().Count());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.6, 0.5)]
    [InlineData(-0.1, 0.2)]
    [InlineData(double.NaN, 0.2)]
    public void Shares_that_are_none_are_refused(double val, double test) => Assert.Equal(
        "VIR3027",
        Assert.Throws<UsageException>(() => MultiLabelSplit.Split(Make(10, i => new() { Image = new FileReference($"{i}") }),
            new() { Val = val, Test = test })).Code);

    [Fact]
    public void A_pattern_that_is_none_is_refused() =>
        Assert.Equal("VIR3029", Assert.Throws<UsageException>(() => SampleGroups.ByPattern("(")).Code);

    private static Dataset Make(int count, Func<int, Sample> make) =>
        new(".", ["a", "b", "c", "d", "e"], [.. Enumerable.Range(0, count).Select(make)]);
}
