using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Datasets;

/// <summary>Run lengths, pixels and outlines say the same.</summary>
public sealed class MaskTests
{
    [Fact]
    public void Compressed_run_lengths_are_those_of_coco()
    {
        // By hand, after the rule of COCO's maskApi: one block of 2x2; runs 4, 2, 1, 2, 3 down the columns,
        // the fourth and fifth as differences 0 and 2 from the second and third.
        byte[] mask = [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0];
        var runs = RunLengthMask.FromPixels(mask, new(4, 3));

        Assert.Equal([4, 2, 1, 2, 3], runs.Runs);
        Assert.Equal("4210" + "2", runs.ToText());
        Assert.Equal(runs, RunLengthMask.FromText("42102", new(4, 3)));
        Assert.Equal(mask, runs.ToPixels());
        Assert.Equal(new Box(1, 1, 3, 3), runs.Bounds);
        Assert.Equal(4, runs.Area);
    }

    [Fact]
    public void Random_masks_come_back_through_text_and_through_outlines()
    {
        var rng = new Rng(5);
        for (var trial = 0; trial < 300; trial++)
        {
            var size = new ImageSize(1 + rng.Below(20), 1 + rng.Below(20));
            var share = rng.Uniform();
            var pixels = new byte[size.Width * size.Height];
            foreach (ref var pixel in pixels.AsSpan()) pixel = rng.Uniform() < share ? (byte)1 : (byte)0;
            var mask = RunLengthMask.FromPixels(pixels, size);

            Assert.Equal(pixels, mask.ToPixels());
            Assert.Equal(mask, RunLengthMask.FromText(mask.ToText(), size));
            Assert.Equal(mask, PolygonFill.Fill(MaskOutline.Trace(mask), size));
        }
    }

    [Fact]
    public void A_ring_is_one_outline_and_two_blocks_that_touch_at_a_corner_are_two()
    {
        byte[] ring = [1, 1, 1, 1, 0, 1, 1, 1, 1];
        Assert.Single(MaskOutline.Trace(RunLengthMask.FromPixels(ring, new(3, 3))));
        byte[] corner = [1, 0, 0, 1];
        Assert.Equal(2, MaskOutline.Trace(RunLengthMask.FromPixels(corner, new(2, 2))).Count);
    }

    [Fact]
    public void A_large_run_takes_several_characters()
    {
        var mask = new RunLengthMask(new(1000, 1000), [400_000, 100_000, 500_000]);
        Assert.Equal(mask, RunLengthMask.FromText(mask.ToText(), mask.Size));
        Assert.Equal(100_000, mask.Area);
        Assert.Equal(new Box(400, 0, 500, 1000), mask.Bounds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("o")] // More bits to come, and nothing comes.
    [InlineData("5")]
    [InlineData("99999999999")]
    public void What_does_not_fill_the_image_is_refused(string text) =>
        Assert.Throws<ArgumentException>(() => RunLengthMask.FromText(text, new(4, 3)));

    [Fact]
    public void The_area_of_an_outline_is_that_of_geometry() =>
        Assert.Equal(6, new Polygon([new(0, 0), new(4, 0), new(0, 3)]).Area);
}
