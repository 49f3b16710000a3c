using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Imaging;

public sealed class GeometryTests
{
    public static TheoryData<string> Cases => Golden.Names("geometry.json",
        item => item.GetProperty("op").GetString() is "flip" or "rotate90" or "copy_make_border");

    [Theory, MemberData(nameof(Cases))]
    public void Mirrors_turns_and_borders_agree_with_OpenCV(string name)
    {
        var item = Golden.Case("geometry.json", name);
        var image = Golden.Input(item);

        Golden.Agrees(item, name switch
        {
            "flip_horizontal" => image.FlipHorizontal(),
            "flip_vertical" => image.FlipVertical(),
            "flip_both" or "rotate_180" => image.Oriented(Orientation.Rotate180),
            "rotate_90cw" => image.Oriented(Orientation.Rotate90Clockwise),
            "rotate_90ccw" => image.Oriented(Orientation.Rotate90CounterClockwise),
            _ => image.Pad(new()
            {
                Top = 2, Bottom = 3, Left = 1, Right = 4, Value = 77,
                Mode = name switch
                {
                    "border_constant" => PadMode.Constant,
                    "border_replicate" => PadMode.Replicate,
                    _ => PadMode.Reflect,
                },
            }),
        });
    }

    [Fact]
    public void A_crop_holds_the_pixels_of_its_region()
    {
        var image = Golden.Noise(7, 5, 3);
        var crop = image.Crop(new(2, 1, 4, 3));

        for (var y = 0; y < 3; y++)
            for (var x = 0; x < 4; x++)
                Assert.Equal(image[y + 1, x + 2, 1], crop[y, x, 1]);
    }

    [Fact]
    public void A_centre_crop_that_is_too_large_is_padded_with_black()
    {
        var crop = Image.Filled(2, 2, new(9, 9, 9)).CentreCrop(4, 4);

        Assert.Equal([0, 0, 0, 0, 0, 9, 9, 0, 0, 9, 9, 0, 0, 0, 0, 0],
            Enumerable.Range(0, 16).Select(i => (int)crop[i / 4, i % 4]));
    }

    [Fact]
    public void A_crop_beyond_the_edge_is_refused() =>
        Assert.Throws<ArgumentException>(() => Image.Filled(4, 4, default).Crop(new(2, 2, 3, 1)));
}
