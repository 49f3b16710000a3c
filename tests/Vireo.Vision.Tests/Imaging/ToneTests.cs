using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Colour;
using Vireo.Vision.Imaging.Effects;
using Vireo.Vision.Imaging.Filters;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Tests.Imaging;

public sealed class ToneTests
{
    [Fact]
    public void Values_are_mapped_as_the_formulas_say_and_alpha_stays()
    {
        var image = new Image(1, 1, 4, [0, 100, 200, 50]);

        Assert.Equal([255, 155, 55, 50], image.Invert().Pixels.ToArray());
        Assert.Equal([0, 100, 55, 50], image.Solarize(128).Pixels.ToArray());
        Assert.Equal([110, 210, 200, 50], image.SolarizeAdd(110).Pixels.ToArray());
        Assert.Equal([0, 96, 192, 50], image.Posterize(3).Pixels.ToArray());
        Assert.Equal([0, 39, 157, 50], image.AdjustGamma(2).Pixels.ToArray());
        Assert.Equal([200, 0, 100, 50], image.ShuffleChannels(2, 0, 1).Pixels.ToArray());
    }

    [Theory]
    [InlineData(ColourSpace.Hsv, 3)]
    [InlineData(ColourSpace.Hls, 6)]
    [InlineData(ColourSpace.Lab, 9)]
    [InlineData(ColourSpace.Luv, 9)]
    [InlineData(ColourSpace.YCrCb, 2)]
    [InlineData(ColourSpace.Yuv, 2)]
    public void A_colour_comes_back_within_the_steps_of_8_bits(ColourSpace space, int tolerance)
    {
        // Away from dark and pale colours, where 8 bits of hue and chroma are coarse.
        var image = Image.Filled(2, 2, new(180, 90, 60));

        Golden.Close(
            image.Pixels, image.ToColourSpace(space).FromColourSpace(space).Pixels, tolerance);
    }

    [Theory]
    [InlineData(ColourSpace.Hsv, 1e-5)]
    [InlineData(ColourSpace.Hls, 1e-5)]
    [InlineData(ColourSpace.Luv, 1e-3)]
    [InlineData(ColourSpace.YCrCb, 2e-3)]
    [InlineData(ColourSpace.Xyz, 1e-5)]
    public void A_colour_of_floats_comes_back(ColourSpace space, double tolerance)
    {
        var image = FloatImage.Of(Golden.Noise(20, 20, 3), 1 / 255f);

        Golden.Close(image.Values, image.ToColourSpace(space).FromColourSpace(space).Values, tolerance);
    }

    [Fact]
    public void Luv_near_black_is_bounded_where_OpenCV_bounds_it()
    {
        // OpenCV 4.6 in single precision.
        var colour = new FloatImage(1, 1, 3, [0.0703449249f, 0.173378274f, -0.0106642488f]);

        Golden.Close([0.00231917296f, 0.0010053165f, 0], colour.FromColourSpace(ColourSpace.Luv).Values, 1e-6);
    }

    [Fact]
    public void Known_colours_have_their_published_numbers()
    {
        // sRGB red: L* 53.24, a* 80.09, b* 67.20; u* 175.01, v* 37.76 (Lindbloom's calculator, D65).
        var red = new FloatImage(1, 1, 3, [1, 0, 0]);
        Golden.Close([53.24f, 80.09f, 67.20f], red.ToColourSpace(ColourSpace.Lab).Values, 0.1);
        Golden.Close([53.24f, 175.01f, 37.76f], red.ToColourSpace(ColourSpace.Luv).Values, 0.1);
        Assert.Equal([0, 255, 255], Image.Filled(1, 1, new(255, 0, 0)).ToColourSpace(ColourSpace.Hsv).Pixels.ToArray());
    }

    [Fact]
    public void Two_heaps_are_parted_between_them()
    {
        var image = new Image(4, 2, 1, [10, 12, 11, 10, 200, 201, 199, 200]);

        Assert.Equal(12, image.OtsuThreshold());
        Assert.Equal([0, 0, 0, 0, 255, 255, 255, 255], image.Threshold(image.OtsuThreshold()).Pixels.ToArray());
    }

    [Fact]
    public void An_equalised_picture_of_one_value_stays_and_all_values_are_reached_otherwise()
    {
        var flat = Image.Filled(8, 8, new(77, 77, 77));
        var ramp = new Image(256, 2, 1, [.. Enumerable.Range(0, 512).Select(i => (byte)(i % 256 / 4 + 90))]);

        Assert.Equal(flat.Pixels.ToArray(), flat.Equalize().EqualizeHistogram().AutoContrast().Pixels.ToArray());
        Assert.Equal((0, 255), Ends(ramp.EqualizeHistogram()));
        // Cut, not rounded: 254.99... is 254, as in Pillow.
        Assert.Equal((0, 254), Ends(ramp.AutoContrast()));

        static (int, int) Ends(Image image) => (image.Pixels.ToArray().Min(), image.Pixels.ToArray().Max());
    }

    [Fact]
    public void Noise_has_the_deviation_that_was_asked_for()
    {
        var grey = Image.Filled(100, 100, new(128, 128, 128));
        var noise = grey.WithGaussianNoise(10, new Rng(4)).Pixels.ToArray().Select(v => v - 128.0).ToArray();
        var salted = grey.WithSaltAndPepper(0.1f, 0.25f, new Rng(4)).Pixels.ToArray();

        Assert.InRange(Math.Sqrt(noise.Average(v => v * v)), 9.7, 10.3);
        Assert.InRange(noise.Average(), -0.3, 0.3);
        Assert.InRange(salted.Count(v => v == 255) / 30_000.0, 0.015, 0.035);
        Assert.InRange(salted.Count(v => v == 0) / 30_000.0, 0.06, 0.09);
    }

    [Fact]
    public void Weather_brightens_or_darkens_as_it_should()
    {
        var grey = Image.Filled(64, 48, new(100, 100, 100));
        static double Mean(Image image) => image.Pixels.ToArray().Average(v => (double)v);

        Assert.InRange(Mean(grey.WithFog(0.5f, new Rng(1))), 140, 180);
        Assert.InRange(Mean(grey.WithShadow([(0, 0), (31.5, 0), (31.5, 47), (0, 47)], 0.5f)), 74, 76);
        Assert.True(Mean(grey.WithRain(100, 9, 10, 0, new Rng(1))) > 101);
    }

    [Fact]
    public void Artefacts_of_JPEG_grow_as_quality_falls()
    {
        var image = Golden.Noise(40, 24, 3).GaussianBlur(1.5);
        double Error(int quality) => image.WithJpegArtefacts(quality).Pixels.ToArray()
            .Zip(image.Pixels.ToArray(), (a, b) => (double)(a - b) * (a - b)).Average();

        Assert.True(Error(95) < Error(60) && Error(60) < Error(10));
        Assert.Equal(image.Size, image.WithJpegArtefacts(50).Size);
    }

    [Fact]
    public void Filled_regions_are_cut_off_at_the_edge()
    {
        var image = Golden.Noise(6, 5, 1);
        var filled = image.Fill(new(7, 0, 0), new PixelRegion(4, -2, 100, 4));

        Assert.Equal([7, 7, 7, 7], new[] { filled[0, 4], filled[0, 5], filled[1, 4], filled[1, 5] }.Select(v => (int)v));
        Assert.Equal((image[0, 3], image[2, 4]), (filled[0, 3], filled[2, 4]));
    }
}
