using System.Text.Json;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

public sealed class ResizeTests
{
    public static TheoryData<string> Pillow => Golden.Names("resize_pillow.json", _ => true);

    public static TheoryData<string> OpenCv => Golden.Names("resize_opencv.json", _ => true);

    [Theory, MemberData(nameof(Pillow))]
    public void Antialiased_resizing_agrees_with_Pillow(string name) =>
        Check("resize_pillow.json", name, antiAlias: true);

    [Theory, MemberData(nameof(OpenCv))]
    public void Plain_resizing_agrees_with_OpenCV(string name) => Check("resize_opencv.json", name, antiAlias: false);

    [Theory]
    [InlineData(57, 31)]
    [InlineData(31, 57)]
    [InlineData(20, 20)]
    public void Resize_and_centre_crop_in_one_equals_the_two_in_turn(int width, int height)
    {
        var image = Golden.Noise(width, height, 3);
        foreach (var interpolation in Enum.GetValues<Interpolation>())
            Assert.Equal(
                image.ResizeShorterSide(26, interpolation).CentreCrop(21, 21).Pixels.ToArray(),
                image.ResizeAndCentreCrop(26, 21, interpolation).Pixels.ToArray());
    }

    [Fact]
    public void A_region_is_resized_as_if_it_had_been_cut_out_first()
    {
        var image = Golden.Noise(40, 30, 4);
        var region = new PixelRegion(3, 5, 31, 17);

        foreach (var antiAlias in (bool[])[true, false])
            Assert.Equal(
                image.Crop(region).Resize(12, 20, Interpolation.Bicubic, antiAlias).Pixels.ToArray(),
                image.CropAndResize(region, new(12, 20), Interpolation.Bicubic, antiAlias).Pixels.ToArray());
    }

    [Fact]
    public void A_picture_of_one_colour_stays_so_with_every_filter()
    {
        var image = Image.Filled(23, 17, new(255, 0, 131));
        foreach (var interpolation in Enum.GetValues<Interpolation>())
            foreach (var antiAlias in (bool[])[true, false])
                Assert.Equal(
                    Image.Filled(9, 31, new(255, 0, 131)).Pixels.ToArray(),
                    image.Resize(9, 31, interpolation, antiAlias).Pixels.ToArray());
    }

    [Fact]
    public void A_very_long_picture_is_prepared_without_its_length_being_resized()
    {
        foreach (var image in (Image[])[Golden.Noise(1, 1_000_000, 3), Golden.Noise(1_000_000, 1, 3)])
            foreach (var interpolation in Enum.GetValues<Interpolation>())
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Equal(new ImageSize(224, 224), image.ResizeAndCentreCrop(256, 224, interpolation).Size);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
            }
    }

    private static void Check(string file, string name, bool antiAlias)
    {
        var item = Golden.Case(file, name);
        var args = item.GetProperty("args");
        var (width, height) = (args.GetProperty("width").GetInt32(), args.GetProperty("height").GetInt32());
        var interpolation = Named(args.GetProperty("interpolation"));
        if (!Golden.IsFloat(item))
        {
            Golden.Agrees(item, Golden.Input(item).Resize(width, height, interpolation, antiAlias));
            return;
        }

        var shape = Golden.Shape(item.GetProperty("input"));
        var result = ImageResize.Resize(
            Golden.FloatInput(item), new(shape[1], shape[0]), new(width, height), interpolation, antiAlias);
        Golden.Close(Golden.Floats(item), result, item.GetProperty("tolerance").GetDouble());
    }

    private static Interpolation Named(JsonElement name) => name.GetString() switch
    {
        "nearest" => Interpolation.Nearest,
        "linear" or "bilinear" => Interpolation.Bilinear,
        "cubic" or "bicubic" => Interpolation.Bicubic,
        "area" => Interpolation.Area,
        "lanczos" or "lanczos4" => Interpolation.Lanczos,
        "box" => Interpolation.Box,
        "hamming" => Interpolation.Hamming,
        var other => throw new InvalidOperationException($"No interpolation is called {other}."),
    };
}
