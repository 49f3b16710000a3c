using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;

namespace Vireo.Vision.Tests.Imaging;

public sealed class FilterTests
{
    [Fact]
    public void Filters_that_average_leave_a_flat_picture_as_it_is()
    {
        var flat = Image.Filled(13, 9, new(200, 17, 91));
        Image[] results =
        [
            flat.GaussianBlur(1.7), flat.BoxBlur(4, 7), flat.MedianBlur(5), flat.BilateralBlur(5, 30, 2),
            flat.MotionBlur(7, 33), flat.DefocusBlur(2.6f), flat.AdjustSharpness(1.8f), flat.UnsharpMask(5, 1, 1.5),
        ];

        Assert.All(results, result => Assert.Equal(flat.Pixels.ToArray(), result.Pixels.ToArray()));
    }

    [Fact]
    public void A_point_becomes_the_kernel_turned_round()
    {
        var point = new FloatImage(5, 5, 1, [.. Enumerable.Range(0, 25).Select(i => i == 12 ? 1f : 0)]);
        var result = point.Filter(new(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9));

        Assert.Equal([9f, 8, 7], [result[1, 1], result[1, 2], result[1, 3]]);
        Assert.Equal([3f, 2, 1], [result[3, 1], result[3, 2], result[3, 3]]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 0)]
    [InlineData(9, 45)]
    [InlineData(6.5, 123)]
    public void Motion_kernels_add_up_to_one_and_are_symmetric(float length, float degrees)
    {
        var weights = FilterKernel.Motion(length, degrees).Weights.ToArray();

        Assert.Equal(1, weights.Sum(), 1e-5);
        Assert.All(weights.Zip(weights.Reverse()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void A_level_motion_of_five_pixels_is_a_row_of_five()
    {
        var kernel = FilterKernel.Motion(5, 0);

        Assert.Equal((5, 5), (kernel.Width, kernel.Height));
        Assert.Equal(0, kernel.Weights[..10].ToArray().Sum());
        Assert.All(kernel.Weights.Slice(10, 5).ToArray(), w => Assert.InRange(w, 0.1f, 0.26f));
    }

    [Fact]
    public void A_disc_has_its_area()
    {
        var weights = FilterKernel.Disc(4).Weights.ToArray();

        // The weight in the middle is one over the area that the sampling finds.
        Assert.Equal(Math.PI * 16, 1 / weights[weights.Length / 2], 0.5);
    }

    [Fact]
    public void A_median_removes_specks_and_keeps_edges()
    {
        var pixels = Enumerable.Range(0, 81).Select(i => (byte)(i % 9 < 4 ? 10 : 200)).ToArray();
        var clean = new Image(9, 9, 1, [.. pixels]);
        pixels[20] = 255;
        pixels[60] = 0;

        Assert.Equal(clean.Pixels.ToArray(), new Image(9, 9, 1, pixels).MedianBlur(3).Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    public void Kernels_larger_than_the_picture_are_no_trouble(int width, int height)
    {
        var image = Golden.Noise(width, height, 3);
        foreach (var border in Enum.GetValues<PadMode>())
        {
            Assert.Equal(image.Size, image.GaussianBlur(11, 15, 3, border: border).Size);
            Assert.Equal(image.Size, image.BoxBlur(9, 12, border).Size);
            Assert.Equal(image.Size, image.MedianBlur(7, border).Size);
        }
    }

    [Fact]
    public void Even_windows_are_refused()
    {
        var image = Golden.Noise(8, 8, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => image.MedianBlur(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.GaussianBlur(4, 3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.GaussianBlur(0, 0, 0));
    }

    [Fact]
    public void Opening_and_closing_do_nothing_the_second_time()
    {
        var image = Golden.Noise(23, 17, 1);
        var element = StructuringElement.Ellipse(5, 3);
        var (open, close) = (image.MorphologicalOpen(element), image.MorphologicalClose(element));

        Assert.Equal(open.Pixels.ToArray(), open.MorphologicalOpen(element).Pixels.ToArray());
        Assert.Equal(close.Pixels.ToArray(), close.MorphologicalClose(element).Pixels.ToArray());
    }

    [Fact]
    public void A_slope_has_its_derivative()
    {
        var slope = new FloatImage(9, 7, 1, [.. Enumerable.Range(0, 63).Select(i => 3f * (i % 9) + 5f * (i / 9))]);

        Assert.Equal(8 * 3, slope.Sobel(1, 0)[3, 4]);
        Assert.Equal(32 * 5, slope.Scharr(alongX: false)[3, 4]);
        Assert.Equal(0, slope.Laplacian(5)[3, 4]);
    }
}
