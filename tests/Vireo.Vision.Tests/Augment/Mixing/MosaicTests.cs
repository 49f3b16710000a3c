using Vireo.Vision.Augment;
using Vireo.Vision.Augment.Mixing;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Augment.Mixing;

public sealed class MosaicTests
{
    private static readonly Rgb[] s_colours = [new(200, 0, 0), new(0, 200, 0), new(0, 0, 200), new(200, 200, 0)];

    // Four pictures of half the canvas' size, so that nothing is scaled.
    private static AnnotatedImage[] Four(int width = 50, int height = 40) =>
    [
        .. s_colours.Select((colour, i) => new AnnotatedImage
        {
            Image = Image.Filled(width, height, colour),
            Objects = [new() { Class = i, Box = new(0, 0, width, height) }],
        }),
    ];

    [Fact]
    public void Every_quadrant_shows_its_picture_up_to_the_centre_and_grey_beyond_it()
    {
        var mosaic = new Mosaic { Size = new(100, 80) };
        var centres = new HashSet<(int, int)>();
        for (ulong key = 0; key < 40; key++)
        {
            var result = mosaic.Apply(Four(), new Rng(1, key));
            var (x, y) = Centre(result);
            centres.Add((x, y));
            Assert.InRange(x, 25, 75);
            Assert.InRange(y, 20, 60);
            for (var row = 0; row < 80; row++)
            {
                for (var column = 0; column < 100; column++)
                {
                    var tile = (column < x ? 0 : 1) + (row < y ? 0 : 2);
                    var isCovered = column >= x - 50 && column < x + 50 && row >= y - 40 && row < y + 40;
                    var expected = isCovered ? s_colours[tile] : new(114, 114, 114);
                    Assert.Equal(expected, new(
                        result.Image[row, column, 0], result.Image[row, column, 1], result.Image[row, column, 2]));
                }
            }

            // Each box is the part of its picture on the canvas, its area in closed form.
            (int Width, int Height)[] sizes =
            [
                (Math.Min(x, 50), Math.Min(y, 40)), (Math.Min(100 - x, 50), Math.Min(y, 40)),
                (Math.Min(x, 50), Math.Min(80 - y, 40)), (Math.Min(100 - x, 50), Math.Min(80 - y, 40)),
            ];
            Assert.Equal(
                sizes.Select(s => (double)s.Width * s.Height), result.Objects.Select(o => o.Box!.Value.Area), Nearly);
            Assert.All(result.Objects, o => Assert.Equal(o.Box!.Value.Area < 1999.9, o.Truncated));
        }

        Assert.True(centres.Count > 20);
    }

    [Fact]
    public void Pixels_come_from_where_they_are_in_their_pictures()
    {
        var pictures = Enumerable.Range(0, 4).Select(i => new AnnotatedImage { Image = Golden.Noise(16, 16, 3 - 2 * (i % 2)) }).ToArray();
        var result = new Mosaic { Size = new(32, 32), Centre = new(0.375f, 0.375f) }.Apply(pictures, new Rng(3)).Image;

        // The centre is (12, 12): of the first picture the last 12 rows and columns, of the last the first 16.
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(pictures[0].Image[4 + i, 4], result[i, 0]);
            Assert.Equal(pictures[1].Image[4 + i, 15], result[i, 27, 2]);
            Assert.Equal(pictures[2].Image[15, 4 + i, 1], result[27, i, 1]);
            Assert.Equal(pictures[3].Image[i, i], result[12 + i, 12 + i, 1]);
        }
    }

    [Fact]
    public void Boxes_are_scaled_moved_cut_off_and_dropped()
    {
        // Twice too large, so halved; the centre is (20, 20) of 64, the first picture shows its lower right 20 of 32.
        ObjectTarget Object(int number, decimal x1, decimal y1, decimal x2, decimal y2) =>
            new() { Class = number, Box = new(x1, y1, x2, y2) };
        var picture = new AnnotatedImage
        {
            Image = Image.Filled(64, 64, new(9, 9, 9)),
            Objects =
            [
                Object(0, 40, 44, 60, 64), Object(1, 14, 30, 44, 50), Object(2, 0, 0, 26, 64), Object(3, 2, 2, 20, 20),
                Object(4, 40, 40, 43, 60),
            ],
        };
        var empty = new AnnotatedImage { Image = Image.Filled(5, 9, new(0, 0, 0)) };
        var result = new Mosaic { Size = new(64, 64), Centre = new(0.3125f, 0.3125f) }
            .Apply([picture, empty, empty, empty], new Rng(1));

        // 1: 10 of 15 columns are left. 2: 1 of 13 is, too little. 3: lies beyond. 4: 1.5 pixels wide, too little.
        Assert.Equal([0, 1], result.Objects.Select(o => o.Class));
        Assert.Equal(new Box(8, 10, 18, 20), result.Objects[0].Box);
        Assert.Equal(new Box(0, 3, 10, 13), result.Objects[1].Box);
        Assert.Equal([false, true], result.Objects.Select(o => o.Truncated));
        var all = new Mosaic { Size = new(64, 64), Centre = new(0.3125f, 0.3125f), LeastShare = 0, LeastSide = 0 };
        Assert.Equal([0, 1, 2, 4], all.Apply([picture, empty, empty, empty], new Rng(1)).Objects.Select(o => o.Class));
    }

    [Fact]
    public void Masks_come_along_and_stay_with_their_objects()
    {
        var pictures = Four();
        var mask = new byte[50 * 40];
        for (var i = 0; i < mask.Length; i++) mask[i] = (byte)(i % 50 >= 30 && i / 50 >= 20 ? 7 : 0);
        pictures[0] = pictures[0] with
        {
            Mask = new(new(50, 40), mask), MaskFill = 255,
            Objects = [new() { Class = 1, Box = new(30, 20, 50, 40), Mask = RunLengthMask.FromPixels(mask, new(50, 40)) }],
        };
        var result = new Mosaic { Size = new(100, 80) }.Apply(pictures, new Rng(4));
        var (x, y) = Centre(result);

        var target = result.Objects[0];
        Assert.Equal(new Box(x - 20, y - 20, x, y), target.Box);
        Assert.Equal(400, target.Mask!.Area);
        Assert.Equal(result.Image.Size, target.Mask.Size);
        for (var i = 0; i < 8000; i++)
        {
            var (column, row) = (i % 100, i / 100);
            var isOwn = column < x && row < y && column >= x - 50 && row >= y - 40;
            var isObject = isOwn && column >= x - 20 && row >= y - 20;
            Assert.Equal(isObject ? 7 : isOwn ? 0 : 255, result.Mask!.Values[i]);
        }
    }

    [Fact]
    public void The_same_key_gives_the_same_mosaic()
    {
        var mosaic = new Mosaic { Size = new(64, 64), Scale = new(0.5f, 1.5f) };
        for (ulong key = 0; key < 20; key++)
        {
            var (first, second) = (mosaic.Apply(Four(), new Rng(5, key)), mosaic.Apply(Four(), new Rng(5, key)));
            Assert.True(first.Image.Pixels.SequenceEqual(second.Image.Pixels));
            Assert.Equal(first.Objects, second.Objects);
            Assert.All(first.Objects, o => Assert.True(o.Box!.Value.IsWithin(new(64, 64))));
        }
    }

    [Fact]
    public void Box_mixup_averages_pictures_and_keeps_all_boxes_with_their_weights()
    {
        var first = new AnnotatedImage
        {
            Image = Image.Filled(20, 10, new(200, 100, 0)), Objects = [new() { Class = 1, Box = new(1, 2, 12, 9) }],
        };
        var second = new AnnotatedImage
        {
            Image = Image.Filled(8, 30, new(0, 100, 250)),
            Objects = [new() { Class = 2, Box = new(0, 0, 8, 30) }, new() { Class = 3, Box = new(1, 1, 2, 2), Weight = 0.5f }],
        };
        var weights = new List<double>();
        for (ulong key = 0; key < 2000; key++)
        {
            var mixed = new BoxMixup { Epochs = 10 }.Apply(first, second, 9, new Rng(6, key));
            var share = mixed.Objects[0].Weight;
            weights.Add(share);
            if (key >= 20) continue;

            Assert.Equal(new ImageSize(20, 30), mixed.Image.Size);
            Assert.Equal([1, 2, 3], mixed.Objects.Select(o => o.Class));
            Assert.Equal([share, 1 - share, (1 - share) / 2], mixed.Objects.Select(o => o.Weight));
            Assert.Equal([.. first.Objects.Concat(second.Objects).Select(o => o.Box)], mixed.Objects.Select(o => o.Box));
            Rgb At(int y, int x) => new(mixed.Image[y, x, 0], mixed.Image[y, x, 1], mixed.Image[y, x, 2]);
            Rgb Colour(double r, double g, double b) => new((byte)Math.Round(r), (byte)Math.Round(g), (byte)Math.Round(b));
            Assert.Equal(Colour(200 * share, 100, 250 * (1 - share)), At(5, 5));
            Assert.Equal(Colour(200 * share, 100 * share, 0), At(5, 15));
            Assert.Equal(Colour(0, 100 * (1 - share), 250 * (1 - share)), At(25, 5));
            Assert.Equal(new Rgb(0, 0, 0), At(25, 15));
        }

        Assert.Equal(0.5, weights.Average(), 0.02); // Beta(1.5, 1.5): variance 1/16.
        Assert.Equal(1 / 16.0, weights.Average(w => (w - 0.5) * (w - 0.5)), 0.005);
        Assert.Same(first, new BoxMixup { Epochs = 10 }.Apply(first, second, 10, new Rng(6)));
    }

    [Fact]
    public void What_cannot_be_joined_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Mosaic { Size = new(64, 64) }.Apply(Four()[..3], new Rng(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mosaic { Size = new(64, 1) });
        var masked = Four()[0] with { Mask = new MaskImage(new(50, 40), new byte[2000]) };
        Assert.Throws<ArgumentException>(() => new BoxMixup().Apply(masked, Four()[0], 0, new Rng(1)));
    }

    // Where the first colour ends.
    private static (int X, int Y) Centre(AnnotatedImage mosaic)
    {
        var first = mosaic.Objects[0].Box!.Value;
        return ((int)first.X2, (int)first.Y2);
    }

    private static bool Nearly(double a, double b) => Math.Abs(a - b) < 1e-6;
}
