using Vireo.Vision.Augment;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

public sealed class ColourTests
{
    [Fact]
    public void Contrast_and_saturation_agree_with_Pillow()
    {
        var contrast = Golden.Case("point_pillow.json", "contrast0p6");
        var colour = Golden.Case("point_pillow.json", "color1p8");

        Golden.Agrees(contrast, Golden.Input(contrast).AdjustContrast(0.6f));
        Golden.Agrees(colour, Golden.Input(colour).AdjustSaturation(1.8f));
    }

    [Theory]
    [InlineData("float_adjust_hue_0p2", 0.2f)]
    [InlineData("float_adjust_hue_m0p35", -0.35f)]
    public void A_shift_of_hue_agrees_with_torchvision(string name, float turns)
    {
        var item = Golden.Case("point_pillow.json", name);
        var values = Golden.FloatInput(item);
        for (var i = 0; i < values.Length; i += 3)
            (values[i], values[i + 1], values[i + 2]) =
                ImageColour.ShiftedHue(values[i], values[i + 1], values[i + 2], turns);

        Golden.Close(Golden.Floats(item), values, 1e-5);
    }

    [Fact]
    public void A_third_of_a_turn_exchanges_the_channels_and_a_whole_one_nothing()
    {
        var image = Golden.Noise(8, 8, 3);
        var turned = image.ShiftHue(1f / 3);

        for (var i = 0; i < image.Pixels.Length; i += 3)
            Golden.Close([image.Pixels[i + 2], image.Pixels[i], image.Pixels[i + 1]], turned.Pixels.Slice(i, 3), 1);
        Golden.Close(image.Pixels, image.ShiftHue(0.5f).ShiftHue(0.5f).Pixels, 1);
    }

    [Fact]
    public void Brightness_is_multiplied_and_cut_off_and_alpha_stays()
    {
        var image = new Image(1, 1, 4, [10, 100, 200, 7]).AdjustBrightness(1.5f);

        Assert.Equal([15, 150, 255, 7], image.Pixels.ToArray());
    }

    [Fact]
    public void Normalised_values_are_those_of_the_formula()
    {
        var image = Golden.Noise(11, 5, 3);
        var values = new float[image.Pixels.Length];
        new Normaliser(ChannelValues.ImageNetMean, ChannelValues.ImageNetStd).Write(image, values);

        double[] mean = [0.485, 0.456, 0.406], std = [0.229, 0.224, 0.225];
        for (var i = 0; i < values.Length; i++)
            Assert.Equal((image.Pixels[i] / 255.0 - mean[i % 3]) / std[i % 3], values[i], 1e-6);
    }

    /// <summary>Whole blocks of pixels, the rest of a block, and pictures with alpha.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_pixel_changes_as_it_would_alone(int channels)
    {
        var (width, height) = (19, 11);
        var pixels = new byte[width * height * channels];
        var rng = new Rng(3);
        foreach (ref var value in pixels.AsSpan()) value = (byte)rng.NextUInt();
        pixels.AsSpan(0, channels).Fill(200);
        var image = new Image(width, height, channels, pixels);
        Func<Image, Image>[] changes =
        [
            x => x.AdjustBrightness(1.37f), x => x.AdjustSaturation(0.4f), x => x.AdjustSaturation(1.9f),
            x => x.ShiftHue(0.31f), x => x.ShiftHue(-0.5f),
        ];

        foreach (var change in changes)
        {
            var whole = change(image);
            for (var i = 0; i < width * height; i++)
            {
                var alone = change(new(1, 1, channels, pixels[(i * channels)..((i + 1) * channels)]));
                Assert.Equal(alone.Pixels.ToArray(), whole.Pixels.Slice(i * channels, channels).ToArray());
            }

            if (channels == 4)
                Assert.All(Enumerable.Range(0, width * height),
                    i => Assert.Equal(pixels[4 * i + 3], whole.Pixels[4 * i + 3]));
        }
    }
}
