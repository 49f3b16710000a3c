using Vireo.Vision.Datasets;

namespace Vireo.Vision.Tests.Datasets;

public class ImageCheckTests
{
    private static readonly ClassificationDataset Data = new("/data", ["a", "b"],
        [.. Enumerable.Range(0, 100).Select(i => new ClassificationSample($"{i}.jpg", i % 2))]);

    [Fact]
    public void All_bad_images_are_found_in_order_and_progress_reaches_the_end()
    {
        var seen = new List<int>();

        var bad = ImageCheck.Run(Data, Check, threads: 4, seen.Add);

        Assert.Equal(["10.jpg", "20.jpg", "30.jpg"], bad.Select(image => image.Sample.Path));
        Assert.Equal(["cut off", "no such thing [VIR9999]", "cut off"], bad.Select(image => image.Reason));
        Assert.Equal(Enumerable.Range(1, 100), seen);
    }

    [Fact]
    public void Training_stops_with_the_full_list_or_goes_on_without_them()
    {
        var bad = ImageCheck.Run(Data, Check);

        var failure = Assert.Throws<BadDataException>(() => ImageCheck.Without(Data, bad, skipBad: false));
        Assert.Equal("VIR1011", failure.Code);
        Assert.All(bad, image => Assert.Contains($"{image.Sample.Path}: {image.Reason}", failure.Message));
        Assert.Contains("--skip-bad", failure.Message);
        Assert.Equal(97, ImageCheck.Without(Data, bad, skipBad: true).Samples.Count);
    }

    [Fact]
    public void A_class_that_loses_all_its_images_is_named()
    {
        var bad =
            ImageCheck.Run(Data, path => int.Parse(Path.GetFileNameWithoutExtension(path)) % 2 == 1 ? "odd" : null);

        Assert.Contains("  b",
            Assert.Throws<BadDataException>(() => ImageCheck.Without(Data, bad, skipBad: true)).Message);
    }

    private static string? Check(string path) => path switch
    {
        "/data/10.jpg" or "/data/30.jpg" => "cut off",
        "/data/20.jpg" => throw new BadDataException("VIR9999", "no such thing"),
        _ => null,
    };
}
