using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Statistics;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Datasets;

/// <summary>Numbers of data sets agree with READMEs and with what can be counted by hand.</summary>
public sealed class StatisticsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vireo-statistics-").FullName;

    [SkippableFact]
    public void Bccd_has_the_counts_and_empty_boxes_of_its_readme()
    {
        var statistics = DatasetStatistics.Compute(
            DatasetFormat.Read(RealData.Folder("bccd")), new() { DecodedImages = 8, InputSize = 640 });

        Assert.Equal([("train", 205), ("val", 87), ("test", 72)], statistics.Splits.Select(part => (part.Split, part.Images)));
        Assert.Equal([4155L, 372, 361], Enumerable.Range(0, 3).Select(c => statistics.Splits.Sum(part => part.Classes[c])));
        Assert.Equal((2, 4886), (statistics.Boxes?.Empty, statistics.Boxes?.Count));
        Assert.Equal((new ImageSize(640, 480), 364), Assert.Single(statistics.Sizes));
        Assert.Equal(9, statistics.Anchors?.Anchors.Count);
        Assert.InRange(statistics.Anchors?.MeanBestIou ?? 0, 0.75, 1);
        Assert.Equal(1, (statistics.Boxes?.Small + statistics.Boxes?.Medium + statistics.Boxes?.Large) ?? 0, 1e-12);
        Assert.Equal(statistics.Boxes?.Small, statistics.Boxes?.SmallAtInput);
    }

    [SkippableFact]
    public void Shares_of_camvid_are_those_of_its_readme()
    {
        var statistics = DatasetStatistics.Compute(
            DatasetFormat.Read(RealData.Folder("camvid")), new() { DecodedImages = 0 });
        double[] stated = [15, 24, 0.9, 30, 6, 11, 1.1, 1.4, 5, 0.7, 0.6, 4];
        var all = statistics.Splits.Sum(part => part.Classes.Sum());
        Assert.Equal(204L * 480 * 360, all);
        for (var c = 0; c < stated.Length; c++)
        {
            Assert.InRange(
                100.0 * statistics.Splits.Sum(part => part.Classes[c]) / all, stated[c] - 0.6, stated[c] + 0.6);
        }
    }

    [Fact]
    public void Clusters_that_lie_apart_are_found_with_their_means()
    {
        var rng = new Rng(3);
        Anchor[] centres = [new(10, 20), new(60, 50), new(200, 300)];
        List<Anchor> boxes = [];
        foreach (var centre in centres)
        {
            for (var i = 0; i < 50; i++)
            {
                var shift = rng.Uniform(-1, 1);
                boxes.Add(new(centre.Width + shift, centre.Height + shift));
                boxes.Add(new(centre.Width - shift, centre.Height - shift));
            }
        }

        var found = AnchorClusters.Find(boxes, 3, new Rng(1)) ?? throw new InvalidOperationException("nothing found");
        foreach (var (anchor, centre) in found.Anchors.Zip(centres))
        {
            Assert.Equal(centre.Width, anchor.Width, 1e-9);
            Assert.Equal(centre.Height, anchor.Height, 1e-9);
        }

        Assert.InRange(found.MeanBestIou, 0.9, 1);
        Assert.Null(AnchorClusters.Find([new(1, 1), new(1, 1)], 2, new Rng(1)));
    }

    [Fact]
    public void Mean_and_deviation_are_over_all_pixels()
    {
        ImageFile.Save(Image.Filled(10, 10, new(0, 51, 255)), Path.Combine(_folder, "a.png"));
        ImageFile.Save(Image.Filled(10, 30, new(255, 51, 0)), Path.Combine(_folder, "b.png"));
        File.WriteAllText(Path.Combine(_folder, "c.png"), "no image");
        var dataset = new Dataset(_folder, [], [.. new[] { "a", "b", "c" }.Select(
            name => new Sample { Image = new FileReference($"{name}.png") })]);
        var statistics = DatasetStatistics.Compute(dataset);

        // A quarter of the pixels has one value and three quarters the other: 0.75 and sqrt(0.1875).
        Assert.Equal(0.75, statistics.Channels?.Mean[0] ?? 0, 1e-12);
        Assert.Equal(0.2, statistics.Channels?.Mean[1] ?? 0, 1e-12);
        Assert.Equal(Math.Sqrt(0.1875), statistics.Channels?.Deviation[0] ?? 0, 1e-12);
        Assert.Equal(0, statistics.Channels?.Deviation[1] ?? 1, 1e-6);
        Assert.Equal((1, 1), (statistics.Unreadable, statistics.Channels?.Unreadable));
    }

    [Fact]
    public void Advice_follows_small_boxes_and_never_scales_up()
    {
        ImageSize[] sizes = [new(1000, 800)];
        Assert.Equal(640, ResolutionAdvice.Of(sizes, [0.025]).Size); // 16 / 0.025
        Assert.Equal(320, ResolutionAdvice.Of(sizes, [0.5]).Size);
        Assert.Equal(1024, ResolutionAdvice.Of(sizes, [0.001]).Size);
        Assert.Equal(640, ResolutionAdvice.Of(sizes, []).Size);
        Assert.Equal(128, ResolutionAdvice.Of([new(100, 110)], []).Size);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_histogram_counts_every_value_in_bins_of_equal_width()
    {
        Assert.Equal([1, 2, 0, 1], Distribution.Of([2, 3, 3, 5])!.Bins);
        Assert.Equal([3], Distribution.Of([7, 7, 7])!.Bins);
        var many = Distribution.Of(Enumerable.Range(0, 1000).Select(i => i / 10.0))!;
        Assert.Equal(20, many.Bins.Count);
        Assert.All(many.Bins, count => Assert.InRange(count, 49, 51));
        Assert.Equal(1000, many.Bins.Sum());
    }
}
