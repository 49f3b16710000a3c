using Vireo.Vision.Augment;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Tests.Augment;

public sealed class AugMixTests
{
    [Fact]
    public void Of_severity_zero_the_picture_stays_as_it_is()
    {
        var image = Golden.Noise(31, 23, 3);
        for (ulong key = 0; key < 20; key++)
            Assert.True(new AugMix { Severity = 0 }.Apply(image, new Rng(1, key)).Pixels.SequenceEqual(image.Pixels));
    }

    [Fact]
    public void Weights_sum_to_one()
    {
        // No operation changes this grey below a severity of 5, and it is the colour beyond the edge too: any other sum
        // of weights than 1 would show.
        var image = Image.Filled(24, 18, new(128, 128, 128));
        foreach (var width in (int[])[1, 2, 3, 7])
            for (ulong key = 0; key < 50; key++)
            {
                var augmentation = new AugMix { Width = width, Severity = 4.9f, Alpha = 0.3f };
                Assert.True(augmentation.Apply(image, new Rng(2, key)).Pixels.SequenceEqual(image.Pixels));
            }
    }

    [Fact]
    public void The_picture_keeps_one_minus_m_and_m_is_beta_distributed()
    {
        // All chains are x -> 255 - x, so the mixture is (1 - m) x + m (255 - x).
        byte[] values = [0, 255, 100, 51];
        var image = new Image(2, 2, 1, values);
        var augmentation = new AugMix { Operations = [PolicyOp.Invert], Depth = 1 };
        var shares = new List<double>();
        for (ulong key = 0; key < 4000; key++)
        {
            var result = augmentation.Apply(image, new Rng(3, key)).Pixels;
            var m = result[0] / 255.0;
            shares.Add(m);
            for (var i = 0; i < values.Length; i++)
                Assert.Equal((1 - m) * values[i] + m * (255 - values[i]), result[i], 1.01);
        }

        Assert.Equal(0.5, shares.Average(), 0.02);
        Assert.Equal(1 / 12.0, shares.Average(m => (m - 0.5) * (m - 0.5)), 0.004);
    }

    [Fact]
    public void Depth_is_that_of_every_chain_and_one_to_three_when_drawn()
    {
        var image = new Image(2, 2, 1, [10, 20, 30, 40]);
        // Two inversions are none; one is not.
        for (ulong key = 0; key < 20; key++)
        {
            Image At(int depth) =>
                new AugMix { Operations = [PolicyOp.Invert], Depth = depth }.Apply(image, new Rng(4, key));
            Assert.True(At(2).Pixels.SequenceEqual(image.Pixels));
            Assert.False(At(1).Pixels.SequenceEqual(image.Pixels));
        }

        var drawn = new AugMix { Operations = [PolicyOp.Invert], Width = 1, Alpha = 100 };
        var same = Enumerable.Range(0, 3000)
            .Average(key => drawn.Apply(image, new Rng(5, (ulong)key)).Pixels.SequenceEqual(image.Pixels) ? 1.0 : 0);
        Assert.Equal(1 / 3.0, same, 0.03);
    }

    [Fact]
    public void All_operations_are_the_paper_s_and_four_more()
    {
        // Of one grey nothing but the brightness can change, and only the four more change that.
        var image = Image.Filled(6, 5, new(128, 128, 128));
        bool Changes(bool all) => Enumerable.Range(0, 60).Any(key => !new AugMix { Width = 1, Depth = 1, AllOperations = all }
            .Apply(image, new Rng(6, (ulong)key)).Pixels.SequenceEqual(image.Pixels));
        Assert.False(Changes(all: false));
        Assert.True(Changes(all: true));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AugMix { Width = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AugMix { Depth = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AugMix { Severity = 10.5f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AugMix { Alpha = 0 });
    }
}
