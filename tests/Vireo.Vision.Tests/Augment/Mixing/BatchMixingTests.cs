using Vireo.Vision.Augment.Mixing;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Augment.Mixing;

public sealed class BatchMixingTests
{
    private const int Count = 6, Classes = 4;
    private static readonly ImageSize Size = new(20, 13);

    public static TheoryData<BatchMixing> Every =>
    [
        new Mixup(), new Mixup { Alpha = 1, PerImage = true }, new CutMix(), new CutMix { PerImage = true },
        new FMix(), new FMix { PerImage = true }, new SamplePairing(),
        new MixingChoice { Choices = [new(new Mixup(), 0.4), new(new CutMix(), 0.3), new(new FMix(), 0.2)] },
        new Mixup { Probability = 0.5f },
    ];

    [Theory, MemberData(nameof(Every))]
    public void Soft_labels_sum_to_one_and_are_of_the_two_classes(BatchMixing mixing)
    {
        int[] labels = [0, 1, 2, 3, 1, 1];
        var soft = new float[Count * Classes];
        for (ulong key = 0; key < 200; key++)
        {
            var mix = mixing.Draw(Count, Size, new Rng(1, key));
            mix.WriteLabels(labels, soft);
            var heavier = mix.HeavierLabels(labels);
            for (var i = 0; i < Count; i++)
            {
                var row = soft.AsSpan(i * Classes, Classes).ToArray();
                Assert.Equal(1f, row.Sum());
                Assert.All(row, p => Assert.InRange(p, 0, 1));
                Assert.Equal(row.Max(), row[heavier[i]]);
                var (own, other) = (labels[i], labels[mix.Images[i].Partner]);
                Assert.Equal(own == other ? 1 : mix.Images[i].LabelShare, row[own]);
                Assert.All(Enumerable.Range(0, Classes).Where(c => c != own && c != other), c => Assert.Equal(0, row[c]));
            }
        }
    }

    [Theory, MemberData(nameof(Every))]
    public void The_same_key_gives_the_same_bits_and_partners_are_a_permutation(BatchMixing mixing)
    {
        var images = Numbers(Count);
        var (first, second) = (new float[images.Length], new float[images.Length]);
        for (ulong key = 0; key < 20; key++)
        {
            var mix = mixing.Draw(Count, Size, new Rng(2, key));
            mix.Apply(images, first);
            mixing.Draw(Count, Size, new Rng(2, key)).Apply(images, second);
            Assert.Equal(first, second);
            Assert.Equal(Enumerable.Range(0, Count), mix.Images.Select(i => i.Partner).Order());
        }
    }

    [Theory, MemberData(nameof(Every))]
    public void The_mean_of_an_image_of_ones_among_zeros_is_its_share_of_the_pixels(BatchMixing mixing)
    {
        // Image 2 is one, all others are zero: who shows it, shows how much of it.
        var images = new float[Count * Size.Width * Size.Height * 3];
        var length = images.Length / Count;
        images.AsSpan(2 * length, length).Fill(1);
        var mixed = new float[images.Length];
        for (ulong key = 0; key < 50; key++)
        {
            var mix = mixing.Draw(Count, Size, new Rng(3, key));
            mix.Apply(images, mixed);
            for (var i = 0; i < Count; i++)
            {
                var part = mix.Images[i];
                var expected = (i == 2 ? part.Blend.OwnShare : 0) + (part.Partner == 2 ? 1 - part.Blend.OwnShare : 0);
                Assert.Equal(expected, mixed.AsSpan(i * length, length).ToArray().Average(v => (double)v), 1e-6);
            }
        }
    }

    [Fact]
    public void Mixup_is_the_weighted_mean_of_pixels_and_labels()
    {
        var images = Numbers(2);
        var mixed = new float[images.Length];
        var length = images.Length / 2;
        var mix = Drawn(new Mixup { Alpha = 1 }, 2);
        mix.Apply(images, mixed);

        var share = mix.Images[0].LabelShare;
        Assert.InRange(share, 0.01, 0.99);
        for (var i = 0; i < length; i++)
        {
            Assert.Equal(share * images[i] + (1 - share) * images[length + i], mixed[i], 1e-6);
            Assert.Equal(share * images[length + i] + (1 - share) * images[i], mixed[length + i], 1e-6);
        }
    }

    [Fact]
    public void Shares_of_mixup_are_beta_distributed()
    {
        var mixing = new Mixup { Alpha = 0.4 };
        var shares = Enumerable.Range(0, 20_000)
            .Select(key => (double)mixing.Draw(1, Size, new Rng(4, (ulong)key)).Images[0].LabelShare).ToList();

        var variance = 1 / (4 * (2 * 0.4 + 1)); // Of Beta(a, a).
        Assert.Equal(0.5, shares.Average(), 0.01);
        Assert.Equal(variance, shares.Average(s => (s - 0.5) * (s - 0.5)), 0.03 * variance);
    }

    [Fact]
    public void Pixels_of_CutMix_are_counted_exactly_and_come_from_the_same_place()
    {
        var images = Numbers(2);
        var mixed = new float[images.Length];
        var length = images.Length / 2;
        var pixels = Size.Width * Size.Height;
        var clipped = 0;
        for (ulong key = 0; key < 300; key++)
        {
            var mix = new CutMix().Draw(2, Size, new Rng(5, key));
            if (mix.Images[0].Partner == 0) continue;
            mix.Apply(images, mixed);
            var region = Assert.IsType<RegionBlend>(mix.Images[0].Blend).Region;
            var kept = 0;
            for (var i = 0; i < pixels; i++)
            {
                var (x, y) = (i % Size.Width, i / Size.Width);
                var isCut = x >= region.X && x < region.X + region.Width && y >= region.Y && y < region.Y + region.Height;
                kept += isCut ? 0 : 1;
                Assert.Equal(images[(isCut ? length : 0) + 3 * i + 1], mixed[3 * i + 1]);
            }

            Assert.Equal((float)((double)kept / pixels), mix.Images[0].LabelShare);
            if (region.Width > 0 && region.Height > 0) Assert.True(region.FitsIn(Size));
            clipped += region.X == 0 || region.Y == 0 ? 1 : 0;
        }

        Assert.InRange(clipped, 50, 290);
    }

    [Fact]
    public void FMix_keeps_the_drawn_share_of_pixels_to_within_one()
    {
        var pixels = Size.Width * Size.Height;
        for (ulong key = 0; key < 200; key++)
        {
            var mixing = new FMix { Alpha = 1 };
            var mix = mixing.Draw(1, Size, new Rng(6, key));
            var mask = Assert.IsType<MaskBlend>(mix.Images[0].Blend).Mask;

            // The draw is repeated: one word shuffles nothing, then come the two gamma draws of the share.
            var lambda = new Rng(6, key).Beta(1, 1);
            Assert.Equal(lambda, mask.Count(m => m) / (double)pixels, 0.5 / pixels + 1e-12);
            Assert.Equal(mask.Count(m => m) / (float)pixels, mix.Images[0].LabelShare);
        }
    }

    [Fact]
    public void Masks_of_FMix_are_blobs()
    {
        // Neighbours differ along edges only: for noise that falls off they are few, for white noise half of all.
        double Edges(double decay) => Enumerable.Range(0, 40).Average(key =>
        {
            var mask = new MaskBlend(
                [.. FourierNoise.Draw(new(32, 32), decay, new Rng(7, (ulong)key)).Select(v => v > 0)]).Mask;
            return Enumerable.Range(0, 32 * 31).Average(i => mask[i] != mask[i + 32] ? 1.0 : 0);
        });

        Assert.Equal(0.5, Edges(0), 0.02);
        Assert.InRange(Edges(3), 0.005, 0.06);
    }

    [Theory]
    [InlineData(8, 6)]
    [InlineData(7, 5)]
    [InlineData(1, 4)]
    [InlineData(5, 1)]
    public void Fourier_noise_is_the_sum_of_its_waves(int width, int height)
    {
        var found = FourierNoise.Draw(new(width, height), 3, new Rng(8));
        var rng = new Rng(8);
        var expected = new double[width * height];
        for (var v = 0; v < height; v++)
        {
            for (var u = 0; u <= width / 2; u++)
            {
                var (a, b) = (rng.Normal(), rng.Normal());
                var fy = 2 * v < height ? v : v - height;
                var f = Math.Max(
                    Math.Sqrt(Math.Pow((double)u / width, 2) + Math.Pow((double)fy / height, 2)),
                    1.0 / Math.Max(width, height));
                // A wave and, where it is another one, its mirror image.
                var twice = u > 0 && 2 * u != width ? 2 : 1;
                for (var i = 0; i < expected.Length; i++)
                {
                    var angle = 2 * Math.PI * ((double)u * (i % width) / width + (double)v * (i / width) / height);
                    expected[i] += twice * Math.Pow(f, -3) * (a * Math.Cos(angle) - b * Math.Sin(angle));
                }
            }
        }

        var scale = expected.Max(Math.Abs);
        Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], found[i], 1e-5 * scale));
    }

    [Fact]
    public void Sample_pairing_is_the_mean_under_the_first_label()
    {
        var images = Numbers(2);
        var mixed = new float[images.Length];
        var mix = Drawn(new SamplePairing(), 2);
        mix.Apply(images, mixed);
        Assert.Equal((images[0] + images[images.Length / 2]) / 2, mixed[0], 1e-6);
        var soft = new float[4];
        mix.WriteLabels([1, 0], soft);
        Assert.Equal([0, 1, 1, 0], soft);
        Assert.Equal([1, 0], mix.HeavierLabels([1, 0]));
    }

    [Fact]
    public void A_choice_gives_every_way_its_share_of_the_batches()
    {
        var choice = new MixingChoice { Choices = [new(new Mixup(), 0.5), new(new CutMix(), 0.2), new(new FMix(), 0.1)] };
        var kinds = Enumerable.Range(0, 4000)
            .Select(key => choice.Draw(2, new(4, 4), new Rng(9, (ulong)key)).Images[0].Blend)
            .CountBy(blend => blend is EvenBlend { Share: 1 } ? "none" : blend.GetType().Name).ToDictionary();

        Assert.Equal(0.5, kinds["EvenBlend"] / 4000.0, 0.03);
        Assert.Equal(0.2, kinds["RegionBlend"] / 4000.0, 0.03);
        Assert.Equal(0.1, kinds["MaskBlend"] / 4000.0, 0.03);
        Assert.Equal(0.2, kinds["none"] / 4000.0, 0.03);
        Assert.Throws<ArgumentException>(() => new MixingChoice { Choices = [new(new Mixup(), 0.7), new(new CutMix(), 0.7)] });
    }

    [Fact]
    public void A_batch_that_is_not_mixed_stays_as_it_is()
    {
        var images = Numbers(3);
        var mixed = new float[images.Length];
        new Mixup { Probability = 0 }.Draw(3, Size, new Rng(1)).Apply(images, mixed);
        Assert.Equal(images, mixed);
    }

    [Fact]
    public void Pictures_are_mixed_as_their_numbers_are()
    {
        Image[] images = [Image.Filled(5, 4, new(200, 0, 10)), Image.Filled(5, 4, new(0, 100, 20))];
        var mixed = new BatchMix(new(5, 4), [new(1, 0.25f, new EvenBlend(0.25f)), new(1, 1, new EvenBlend(1))])
            .Apply(images);
        Assert.Equal((byte[])[50, 75, 18], mixed[0].Pixels[..3].ToArray()); // 17.5, half to even.
        Assert.True(images[1].Pixels.SequenceEqual(mixed[1].Pixels));
    }

    [Fact]
    public void Captions_name_both_classes_the_heavier_first()
    {
        var even = new EvenBlend(0.5f);
        var mix = new BatchMix(Size, [new(1, 0.3f, even), new(0, 0.704f, even), new(3, 0.5f, even), new(2, 0.999f, even), new(2, 0.4f, even)]);
        Assert.Equal(
            ["b 70%, a 30%", "b 70%, a 30%", "c 50%, a 50%", "a", "c"], mix.Captions([0, 1, 2, 0, 2], ["a", "b", "c"]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var mix = BatchMix.None(2, new(2, 2));
        Assert.Throws<ArgumentException>(() => mix.Apply(new float[24], new float[23]));
        Assert.Throws<ArgumentException>(() => mix.Apply(new float[25], new float[25]));
        var same = new float[24];
        Assert.Throws<ArgumentException>(() => mix.Apply(same, same));
        Assert.Throws<ArgumentException>(() => mix.WriteLabels([0, 3], new float[6]));
        Assert.Throws<ArgumentException>(() => mix.WriteLabels([0], new float[6]));
        Assert.Throws<ArgumentException>(() => new BatchMix(new(2, 2), [new(1, 1, new EvenBlend(1))]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mixup { Alpha = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CutMix { Alpha = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FMix().Draw(0, new(2, 2), new Rng(1)));
    }

    // The first draw that pairs an image with another.
    private static BatchMix Drawn(BatchMixing mixing, int count) => Enumerable.Range(0, 100)
        .Select(key => mixing.Draw(count, Size, new Rng(10, (ulong)key)))
        .First(mix => mix.Images[0].Partner != 0 && mix.Images[0].LabelShare is > 0.2f and not (> 0.8f and < 1));

    private static float[] Numbers(int count)
    {
        var rng = new Rng(11);
        return [.. Enumerable.Range(0, count * Size.Width * Size.Height * 3).Select(_ => rng.Normal())];
    }
}
