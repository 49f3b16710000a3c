using Vireo.Vision.Augment;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Augment;

/// <summary>Boxes, masks, outlines and key points against closed forms, and against each other.</summary>
public sealed class TargetTests
{
    public static TheoryData<Augmentation> Every => AugmentationTests.Every;

    // All that moves pixels, strongly.
    public static TheoryData<Augmentation> Moving =>
    [
        new RandomResizedCrop { Size = new(70, 60), AreaFraction = new(0.2f, 1) }, new HorizontalFlip(),
        new VerticalFlip(), new RandomCrop { Size = new(60, 50), Padding = 8 },
        new Pad { Padding = new() { Left = 9, Top = 4, Mode = PadMode.Reflect } },
        new Rotate { Degrees = new(-180, 180) }, new Rotate { Degrees = new(-180, 180), Grow = true },
        new Rotate { Border = PadMode.Reflect },
        new Affine
        {
            Degrees = new(-90, 90), Scale = new(0.7f, 1.5f), ShearXDegrees = new(-20, 20), ShiftYFraction = new(0, 0.4f),
        },
        new Perspective(), new ElasticDistortion(), new GridDistortion(), new Expand { Ratio = new(1, 2) },
        new IouCrop(), new Letterbox { Size = new(90, 90), AnyPlace = true }, new Stretch { Size = new(130, 50) },
        new AutoAugment { Policy = AutoAugmentPolicy.Cifar10 }, new RandAugment { Magnitude = 10 }, new TrivialAugment(),
    ];

    [Theory, MemberData(nameof(Every))]
    public void The_picture_has_the_same_bits_with_and_without_targets(Augmentation augmentation)
    {
        if (augmentation is IouCrop) return; // Looks where the boxes are.
        var annotated = Painted(new(31, 23), new(6, 5, 14, 11)) with { Image = Golden.Noise(31, 23, 3) };
        for (ulong key = 0; key < 10; key++)
        {
            Rng alone = new(8, key), together = new(8, key);
            var image = augmentation.Apply(annotated.Image, alone);
            var result = augmentation.Apply(annotated, together);

            Assert.Equal(image.Size, result.Image.Size);
            Assert.Equal(image.Pixels.ToArray(), result.Image.Pixels.ToArray());
            Assert.Equal(alone.Position, together.Position);
            Assert.Equal(image.Size, result.Mask!.Size);
            Assert.All(result.Objects, o => Assert.True(o.Box!.Value.IsWithin(image.Size) && !o.Box.Value.IsEmpty));
        }
    }

    [Theory, MemberData(nameof(Moving))]
    public void A_painted_rectangle_its_outline_its_mask_and_its_box_stay_together(Augmentation augmentation)
    {
        var kept = 0;
        for (ulong key = 0; key < 60; key++)
        {
            var rng = new Rng(21, key);
            var region = new PixelRegion(rng.Below(60), rng.Below(40), 10 + rng.Below(30), 10 + rng.Below(30));
            var source = Painted(new(100, 80), region);
            var result = augmentation.Apply(source, rng);
            if (result.Objects.Count < 3) continue;

            kept++;
            var truth = result.Objects.Single(o => o.Class == 2).Mask!.Bounds!.Value;
            // Policies may turn twice, which loosens a box that has no outline. Where they shear, or where the frame
            // cuts askew, corners get so sharp that no pixel of a mask has its centre in the last of them.
            var policy = augmentation is PolicyAugmentation;
            Assert.All(
                result.Objects.Where(o => !policy || o.Class != 3),
                o => Near(truth, o.Box!.Value, policy ? 2 : o.Truncated ? 1.5 : 1));
            // The label map shows the same pixels, and mirrored ones where the edge mirrors.
            var labels = result.Mask!.Values.ToArray();
            var pixels = result.Objects.Single(o => o.Class == 2).Mask!.ToPixels();
            Assert.All(pixels.Zip(labels), pair => Assert.True(pair.First == 0 || pair.Second == 1));
        }

        Assert.InRange(kept, 20, 60);
    }

    [Theory, MemberData(nameof(Moving))]
    public void Masks_are_never_blended(Augmentation augmentation)
    {
        var values = Enumerable.Range(0, 100 * 80).Select(i => (byte)(i / 7 % 2 * 100 + i / 300 % 2 * 50)).ToArray();
        var source = new AnnotatedImage { Image = Golden.Noise(100, 80, 3), Mask = new(new(100, 80), values), MaskFill = 77 };
        byte[] allowed = [0, 50, 77, 100, 150];
        for (ulong key = 0; key < 10; key++)
            Assert.All(augmentation.Apply(source, new Rng(2, key)).Mask!.Values.ToArray(), v => Assert.Contains(v, allowed));
    }

    [Fact]
    public void Two_flips_give_back_everything()
    {
        var source = Painted(new(40, 30), new(3, 5, 11, 7));
        source = source with
        {
            Objects = [.. source.Objects, new() { Class = 5, Box = new(1.37m, 2.11m, 39.9m, 28.003m), KeyPoints = Points((3.25m, 4), (12, 9.75m)) }],
            KeyPoints = Points((0.5m, 1), (39.5m, 2), (20, 3)),
        };
        foreach (Augmentation flip in (Augmentation[])
            [
                new HorizontalFlip { Probability = 1, Pairs = [new(0, 1)] },
                new VerticalFlip { Probability = 1, Pairs = [new(1, 0)] },
            ])
        {
            var once = flip.Apply(source, new Rng(1));
            var twice = flip.Apply(once, new Rng(1));

            Assert.NotEqual(source.Objects, once.Objects);
            Assert.Equal(source.Objects, twice.Objects);
            Assert.Equal(source.KeyPoints, twice.KeyPoints);
            Assert.Equal(source.Mask!.Values.ToArray(), twice.Mask!.Values.ToArray());
            Assert.Equal(source.Image.Pixels.ToArray(), twice.Image.Pixels.ToArray());
        }
    }

    [Fact]
    public void A_mirrored_face_has_its_left_eye_on_the_left()
    {
        // Points of a symmetric face: each is the mirror of its partner, so a flip must give the same face.
        var points = new (decimal X, decimal Y)[68];
        for (var i = 0; i < 68; i++) points[i] = (50, i);
        foreach (var (first, second) in KeyPointPairs.Face68)
            (points[first], points[second]) = ((50 - first % 7 - 1, first), (50 + first % 7 + 1, first));
        var face = new AnnotatedImage { Image = Golden.Noise(100, 70, 1), KeyPoints = Points(points) };

        var flipped = new HorizontalFlip { Probability = 1, Pairs = KeyPointPairs.Face68 }.Apply(face, new Rng(1));

        Assert.Equal(face.KeyPoints, flipped.KeyPoints);
        Assert.Equal(29, KeyPointPairs.Face68.Count);
    }

    [Fact]
    public void A_pair_beyond_the_points_is_refused()
    {
        var source = new AnnotatedImage { Image = Golden.Noise(9, 9, 1), KeyPoints = Points((1, 1)) };
        var flip = new HorizontalFlip { Probability = 1, Pairs = [new(0, 1)] };

        Assert.Equal("VIR1153", Assert.Throws<UsageException>(() => flip.Apply(source, new Rng(1))).Code);
    }

    [Theory]
    [InlineData(90, Orientation.Rotate90CounterClockwise)]
    [InlineData(180, Orientation.Rotate180)]
    [InlineData(270, Orientation.Rotate90Clockwise)]
    public void Quarter_turns_are_exact(int degrees, Orientation orientation)
    {
        var source = Painted(new(40, 30), new(3, 5, 11, 7)) with { KeyPoints = Points((10, 4)) };
        var turned = new Rotate { Degrees = new(degrees, degrees), Grow = true }.Apply(source, new Rng(1));
        var expected = source.Image.Oriented(orientation);

        Assert.Equal(expected.Size, turned.Image.Size);
        Assert.Equal(expected.Pixels.ToArray(), turned.Image.Pixels.ToArray());
        var box = degrees switch
        {
            90 => new Box(5, 40 - 14, 12, 40 - 3), 180 => new(40 - 14, 30 - 12, 40 - 3, 30 - 5), _ => new(18, 3, 25, 14),
        };
        Assert.All(turned.Objects, o => Near(box, o.Box!.Value, 1e-9));
        Assert.Equal(box, turned.Objects[2].Mask!.Bounds);
        var point = degrees switch { 90 => (4, 30), 180 => (30, 26), _ => (26, 10) };
        Assert.Equal(point.Item1, (double)turned.KeyPoints[0].Place.X, 1e-9);
        Assert.Equal(point.Item2, (double)turned.KeyPoints[0].Place.Y, 1e-9);
    }

    [Theory]
    [InlineData(30, 60, 24)]
    [InlineData(45, 50, 50)]
    [InlineData(71, 20, 64)]
    public void Boxes_under_a_turn_have_the_sizes_of_the_closed_forms(int degrees, int width, int height)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var box = new Box(100 - width / 2, 100 - height / 2, 100 + width / 2, 100 + height / 2);
        var diamond = new Polygon([new(box.X1, 100), new(100, box.Y1), new(box.X2, 100), new(100, box.Y2)]);
        var source = new AnnotatedImage
        {
            Image = Golden.Noise(200, 200, 3), Objects = [new() { Class = 0, Box = box }, new() { Class = 1, Box = box, Polygons = [diamond] }],
        };
        Box[] Turned(BoxTightening tightening) =>
            [.. new Rotate { Degrees = new(degrees, degrees), Tightening = tightening }.Apply(source, new Rng(1)).Objects.Select(o => o.Box!.Value)];

        var corners = Turned(BoxTightening.Corners);
        Assert.All(corners, b => Sized(b, width * cos + height * sin, width * sin + height * cos));
        var ellipse = Turned(BoxTightening.AreaAndAngle)[0];
        Sized(ellipse, Math.Sqrt(Square(width * cos) + Square(height * sin)), Math.Sqrt(Square(width * sin) + Square(height * cos)));
        // The hull of a turned diamond is that of its two axes.
        var outline = Turned(BoxTightening.Outline);
        Assert.Equal(corners[0], outline[0]);
        Sized(outline[1], Math.Max(width * cos, height * sin), Math.Max(width * sin, height * cos));
        // A turn keeps the area of an outline.
        var polygon = new Rotate { Degrees = new(degrees, degrees) }.Apply(source, new Rng(1)).Objects[1].Polygons[0];
        Assert.Equal(width * height / 2.0, polygon.Area, 1e-6);

        static double Square(double value) => value * value;
        static void Sized(Box box, double width, double height)
        {
            Assert.Equal(width, (double)box.Width, 0.001 * width);
            Assert.Equal(height, (double)box.Height, 0.001 * height);
            Assert.Equal(100, (double)(box.X1 + box.X2) / 2, 0.01);
        }
    }

    [Theory]
    [InlineData(20, 200)]
    [InlineData(200, 20)]
    public void A_threshold_finds_the_object_inside_its_box(byte background, byte ink)
    {
        // A disc of radius 25 in a box that fits it: however it is turned, its box is 50 by 50.
        var pixels = Enumerable.Range(0, 200 * 200).Select(i =>
            Math.Pow(i % 200 - 99.5, 2) + Math.Pow(i / 200 - 99.5, 2) < 625 ? ink : background).ToArray();
        var source = new AnnotatedImage
        {
            Image = new Image(200, 200, 1, pixels), Objects = [new() { Class = 0, Box = new(72, 72, 128, 128) }],
        };
        for (var degrees = 5; degrees < 90; degrees += 10)
        {
            var turn = new Rotate { Degrees = new(degrees, degrees), Tightening = BoxTightening.Threshold };
            Near(new(75, 75, 125, 125), turn.Apply(source, new Rng(1)).Objects[0].Box!.Value, 1);
        }

        // Where there is nothing to tell apart, the corners stay.
        var plain = source with { Image = Image.Filled(200, 200, new(9, 9, 9)) };
        var corners = new Rotate { Degrees = new(45, 45), Tightening = BoxTightening.Threshold }.Apply(plain, new Rng(1));
        Assert.Equal(56 * Math.Sqrt(2), (double)corners.Objects[0].Box!.Value.Width, 1e-6);
    }

    [Fact]
    public void An_object_is_dropped_when_less_than_its_least_share_is_left()
    {
        // A shift to the right by half of the width leaves of a box from 60 to 100, of 120 pixels: none, and so on.
        ObjectTarget At(int left) => new() { Class = left, Box = new(left, 10, left + 40, 50) };
        var source = new AnnotatedImage { Image = Golden.Noise(120, 60, 3), Objects = [At(0), At(23), At(55), At(60)] };
        Augmentation Shift(float least) => new Affine { ShiftXFraction = new(0.5f, 0.5f), LeastShare = least };

        // Left: 40, 37, 5 and 0 pixels of 40.
        Assert.Equal([0, 23, 55], Shift(0).Apply(source, new Rng(1)).Objects.Select(o => o.Class));
        Assert.Equal([0, 23, 55], Shift(0.124f).Apply(source, new Rng(1)).Objects.Select(o => o.Class));
        Assert.Equal([0, 23], Shift(0.126f).Apply(source, new Rng(1)).Objects.Select(o => o.Class));
        var cut = Shift(0).Apply(source, new Rng(1)).Objects[1];
        Near(new(83, 10, 120, 50), cut.Box!.Value, 1e-9);
        Assert.True(cut.Truncated);
        Assert.Equal(0.1f, new Rotate().LeastShare);
    }

    [Fact]
    public void Outlines_and_empty_boxes_follow_the_same_rule()
    {
        var triangle = new Polygon([new(0, 0), new(40, 0), new(0, 40)]);
        var source = new AnnotatedImage
        {
            Image = Golden.Noise(120, 60, 3),
            Objects =
            [
                new() { Class = 0, Polygons = [triangle] }, new() { Class = 1, Box = new(5, 5, 5, 9) },
                new() { Class = 2, Box = new(-9, -9, 12, 12) }, new() { Class = 3, Box = new(500, 0, 600, 50) },
                new() { Class = 4, KeyPoints = Points((1, 1)) }, new() { Class = 5, KeyPoints = Points((100, 50)) },
            ],
        };
        var crop = new ViewTargets(new(new(20, 0, 100, 60), new(100, 60)), 0, BoxTightening.Outline)
            .Follow(source, Golden.Noise(100, 60, 3));

        Assert.Equal([0, 5], crop.Objects.Select(o => o.Class));
        // Of the triangle's 800 pixels 200 are left, its corner beyond x = 20.
        Assert.Equal(200, crop.Objects[0].Polygons[0].Area, 1e-9);
        Assert.Null(crop.Objects[0].Box);
        Assert.Equal(new Vertex(80, 50), crop.Objects[1].KeyPoints[0].Place);
        // What reached out of the picture is cut off at its edge.
        var flipped = new HorizontalFlip { Probability = 1 }.Apply(source, new Rng(1));
        Assert.Equal(new Box(108, 0, 120, 12), flipped.Objects.Single(o => o.Class == 2).Box);
    }

    [Fact]
    public void Key_points_that_leave_the_picture_are_missing()
    {
        var source = new AnnotatedImage
        {
            Image = Golden.Noise(40, 40, 1),
            KeyPoints = [new(new(10, 10), Visibility.Hidden), new(new(30, 10)), new(new(9, 9), Visibility.Missing)],
        };
        var moved = new Affine { ShiftXFraction = new(0.5f, 0.5f) }.Apply(source, new Rng(1)).KeyPoints;

        Assert.Equal([Visibility.Hidden, Visibility.Missing, Visibility.Missing], moved.Select(p => p.Visibility));
        Assert.Equal(new Vertex(30, 10), moved[0].Place);
    }

    [Fact]
    public void Erasers_leave_targets_as_they_are()
    {
        var source = Painted(new(60, 60), new(10, 10, 30, 30));
        foreach (Augmentation eraser in (Augmentation[])
            [new Cutout { Length = 40 }, new RandomErasing { Probability = 1 }, new HideAndSeek(), new GridMask { Period = new(6, 12) }, new CoarseDropout()])
        {
            var result = eraser.Apply(source, new Rng(3, 1));
            Assert.Equal(source.Objects, result.Objects);
            Assert.Same(source.Mask, result.Mask);
        }
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        var source = new AnnotatedImage { Image = Golden.Noise(9, 9, 1), Mask = new(new(9, 8), new byte[72]) };

        Assert.Equal("VIR1154", Assert.Throws<BadDataException>(() => new Rotate().Apply(source, new Rng(1))).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_overlap_crop_keeps_its_guarantee(bool all)
    {
        var changed = 0;
        for (ulong key = 0; key < 300; key++)
        {
            var rng = new Rng(4, key);
            var size = new ImageSize(80 + rng.Below(100), 80 + rng.Below(100));
            ObjectTarget[] objects =
            [
                .. Enumerable.Range(0, 1 + rng.Below(4)).Select(i =>
                {
                    var (x, y) = (rng.Below(size.Width - 20), rng.Below(size.Height - 20));
                    return new ObjectTarget { Class = i, Box = new(x, y, x + 8 + rng.Below(size.Width - x - 8), y + 8 + rng.Below(size.Height - y - 8)) };
                }),
            ];
            var threshold = rng.Below(9) / 10f;
            var crop = new IouCrop { Thresholds = [threshold], All = all, Scale = new(0.3f, 1), LeastShare = 0 };
            // The picture says where it was taken from.
            var places = Enumerable.Range(0, size.Width * size.Height)
                .SelectMany(i => (byte[])[(byte)(i % size.Width), (byte)(i / size.Width), 0]).ToArray();
            var result = crop.Apply(new AnnotatedImage { Image = new(size.Width, size.Height, 3, places), Objects = [.. objects] }, rng);
            if (result.Image.Size == size) continue;

            changed++;
            var region = new Box(result.Image[0, 0, 0], result.Image[0, 0, 1], result.Image[0, 0, 0] + result.Image.Width, result.Image[0, 0, 1] + result.Image.Height);
            Assert.InRange((double)result.Image.Width / result.Image.Height, 0.5, 2);
            var overlaps = objects.Where(o => Centred(o.Box!.Value, region)).Select(o => o.Box!.Value.IntersectionOverUnion(region)).ToList();
            Assert.True(all ? overlaps.Min() >= threshold && overlaps.Count == objects.Length : overlaps.Max() >= threshold);
            Assert.Equal(objects.Where(o => Centred(o.Box!.Value, region)).Select(o => o.Class), result.Objects.Select(o => o.Class));
        }

        Assert.True(changed > 20, $"{changed}");
        var none = new AnnotatedImage { Image = Golden.Noise(30, 30, 1) };
        Assert.Same(none.Image, new IouCrop().Apply(none, new Rng(1)).Image);

        static bool Centred(Box box, Box region) =>
            (box.X1 + box.X2) / 2 is var x && (box.Y1 + box.Y2) / 2 is var y && x > region.X1 && x < region.X2 && y > region.Y1 && y < region.Y2;
    }

    [Fact]
    public void A_letterbox_keeps_the_aspect_and_fills_the_rest()
    {
        var source = new AnnotatedImage
        {
            Image = Image.Filled(200, 100, new(1, 2, 3)), Mask = new(new(200, 100), new byte[20_000]),
            Objects = [new() { Class = 0, Box = new(20, 10, 120, 60) }],
        };
        var view = new Letterbox { Size = new(100, 80), Fill = new(7, 8, 9) }.Apply(source, new Rng(1));

        Assert.Equal(new ImageSize(100, 80), view.Image.Size);
        Assert.Equal(new Box(10, 20, 60, 45), view.Objects[0].Box);
        Assert.Equal((7, 8, 9), (view.Image[14, 50, 0], view.Image[14, 50, 1], view.Image[14, 50, 2]));
        Assert.Equal((1, 2, 3), (view.Image[15, 0, 0], view.Image[64, 99, 1], view.Image[40, 50, 2]));
        Assert.Equal((255, 0, 0, 255), (view.Mask!.Values[1499], view.Mask.Values[1500], view.Mask.Values[6499], view.Mask.Values[6500]));
    }

    [Fact]
    public void An_expansion_keeps_every_pixel_and_box()
    {
        var source = Painted(new(40, 30), new(3, 5, 11, 7));
        for (ulong key = 0; key < 30; key++)
        {
            var view = new Expand { Probability = 1, Ratio = new(1, 3), Fill = new(9, 9, 9) }.Apply(source, new Rng(1, key));
            var box = view.Objects[0].Box!.Value;

            Assert.Equal((11, 7), (box.Width, box.Height));
            var at = new PixelRegion((int)box.X1 - 3, (int)box.Y1 - 5, 40, 30);
            Assert.Equal(source.Image.Pixels.ToArray(), view.Image.Crop(at).Pixels.ToArray());
            Assert.InRange(view.Image.Width, 40, 120);
        }
    }

    /// <summary>A light rectangle on dark ground with its label, as an outline (class 1), as pixels (2) and as a box
    /// with an outline (3).</summary>
    private static AnnotatedImage Painted(ImageSize size, PixelRegion at)
    {
        var pixels = new byte[size.Width * size.Height * 3];
        var mask = new byte[size.Width * size.Height];
        for (var y = at.Y; y < Math.Min(at.Y + at.Height, size.Height); y++)
            for (var x = at.X; x < Math.Min(at.X + at.Width, size.Width); x++)
            {
                mask[y * size.Width + x] = 1;
                pixels.AsSpan((y * size.Width + x) * 3, 3).Fill(220);
            }

        var box = new Box(at.X, at.Y, Math.Min(at.X + at.Width, size.Width), Math.Min(at.Y + at.Height, size.Height));
        Polygon outline = new([new(box.X1, box.Y1), new(box.X2, box.Y1), new(box.X2, box.Y2), new(box.X1, box.Y2)]);
        return new()
        {
            Image = new(size.Width, size.Height, 3, pixels), Mask = new(size, mask),
            Objects =
            [
                new() { Class = 1, Box = box, Polygons = [outline] },
                new() { Class = 3, Box = box },
                new() { Class = 2, Box = box, Mask = RunLengthMask.FromPixels(mask, size) },
            ],
        };
    }

    private static ValueList<KeyPoint> Points(params (decimal X, decimal Y)[] points) =>
        [.. points.Select(p => new KeyPoint(new(p.X, p.Y)))];

    private static void Near(Box expected, Box actual, double tolerance)
    {
        Assert.Equal((double)expected.X1, (double)actual.X1, tolerance);
        Assert.Equal((double)expected.Y1, (double)actual.Y1, tolerance);
        Assert.Equal((double)expected.X2, (double)actual.X2, tolerance);
        Assert.Equal((double)expected.Y2, (double)actual.Y2, tolerance);
    }
}
