using Vireo.Vision.Augment;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Draw;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Draw;

public sealed class TargetPainterTests
{
    [Fact]
    public void Masks_outlines_and_points_are_drawn_where_they_are()
    {
        var mask = new byte[1600];
        mask.AsSpan(0, 40).Fill(1);
        mask.AsSpan(40, 40).Fill(255);
        var annotated = new AnnotatedImage
        {
            Image = new(40, 40, 1, new byte[1600]), Mask = new(new(40, 40), mask), KeyPoints = [new(new(30.5m, 30.5m)), new(new(5, 35), Visibility.Missing)],
            Objects = [new() { Class = 2, Polygons = [new([new(10, 10), new(20, 10), new(20, 20), new(10, 20)])] }],
        };

        var drawn = TargetPainter.Draw(annotated, []);

        Assert.Equal(Mixed(TargetPainter.ColourOf(1), 0.45), At(drawn, 5, 0));
        Assert.Equal(new Rgb(18, 18, 18), At(drawn, 5, 1));
        Assert.Equal(new Rgb(0, 0, 0), At(drawn, 5, 35));
        Assert.Equal(Mixed(TargetPainter.ColourOf(2), 0.3), At(drawn, 15, 15));
        Assert.Equal(TargetPainter.ColourOf(0), At(drawn, 30, 30));
        Assert.Equal(12, Enumerable.Range(0, 24).Select(TargetPainter.ColourOf).Distinct().Count());
    }

    [Fact]
    public void A_box_has_the_name_of_its_class_above_it_and_inside_where_there_is_no_room()
    {
        var blank = new AnnotatedImage { Image = new(60, 60, 1, new byte[3600]) };
        var colour = TargetPainter.ColourOf(0);
        var below = TargetPainter.Draw(blank with { Objects = [new() { Class = 0, Box = new(10, 30, 50, 55) }] }, ["I"]);
        var top = TargetPainter.Draw(blank with { Objects = [new() { Class = 0, Box = new(10, 2, 50, 55) }] }, ["I"]);

        // The label is 9 by 11; the letter's upper bar starts a column in, two pixels from the corner.
        Assert.Equal((colour, new Rgb(255, 255, 255)), (At(below, 11, 20), At(below, 13, 21)));
        Assert.Equal((colour, new Rgb(255, 255, 255)), (At(top, 11, 3), At(top, 13, 4)));
        Assert.Equal(colour, At(below, 49, 40));
        Assert.Equal(new Rgb(0, 0, 0), At(below, 50, 40));
        // Names of any kind, and boxes far outside, break nothing.
        TargetPainter.Draw(blank with { Objects = [new() { Class = 7, Box = new(-1e9m, -1e9m, 1e9m, 1e9m) }] }, ["\u4E2D"]);
        TargetPainter.Draw(blank with { Objects = [new() { Class = 0, Box = new(1, 1, 2, 2) }] }, ["\u4E2D\0 x", new('w', 500)]);
    }

    [Fact]
    public void A_picture_is_pasted_as_far_as_there_is_room()
    {
        var image = Golden.Noise(5, 4, 3);
        var canvas = new Canvas(8, 8, default);
        canvas.Paste(image, 6, -2);
        canvas.Paste(image, -9, 3);
        var drawn = canvas.ToImage();

        Assert.Equal(image.Crop(new(0, 2, 2, 2)).Pixels.ToArray(), drawn.Crop(new(6, 0, 2, 2)).Pixels.ToArray());
        Assert.All(drawn.Crop(new(0, 0, 6, 8)).Pixels.ToArray(), v => Assert.Equal(0, v));
    }

    private static Rgb Mixed(Rgb colour, double share) => new(
        (byte)(colour.R * share + 0.5), (byte)(colour.G * share + 0.5), (byte)(colour.B * share + 0.5));

    private static Rgb At(Image image, int x, int y) => new(image[y, x, 0], image[y, x, 1], image[y, x, 2]);
}
