using Vireo.Vision.Augment;

namespace Vireo.Vision.Tests.Augment;

public sealed class CompositionTests
{
    // Each step writes its number into the picture's width: 1, 2, 4, 8 pixels more.
    private static Pad Mark(int width) => new Pad { Padding = new() { Left = width } };

    private static readonly AnnotatedImage s_dot = new() { Image = new(1, 1, 1, [1]) };

    [Fact]
    public void A_sequence_is_its_steps_one_after_the_other()
    {
        var image = Golden.Noise(30, 20, 3);
        Rng one = new(7), two = new(7);
        Augmentation[] steps = [new Rotate(), new HorizontalFlip(), new GaussianNoise()];
        var expected = steps.Aggregate(image, (view, step) => step.Apply(view, one));

        Assert.Equal(expected.Pixels.ToArray(), new Sequence { Steps = [.. steps] }.Apply(image, two).Pixels.ToArray());
        Assert.Equal(one.Position, two.Position);
        Assert.Same(image, new Sequence().Apply(image, one));
    }

    [Fact]
    public void One_of_several_is_drawn_as_often_as_its_weight_says()
    {
        var counts = Draws(new OneOf { Choices = [Mark(1), Mark(2), Mark(4)], Weights = [1, 0, 3] }, 4000);

        Assert.Equal([1, 4], counts.Keys.Order());
        Assert.InRange(counts[1], 850, 1150);
        Assert.All(Draws(new OneOf { Choices = [Mark(1), Mark(2), Mark(4)] }, 3000).Values, n => Assert.InRange(n, 850, 1150));
    }

    [Fact]
    public void Some_of_several_are_different_ones_and_as_many_as_drawn()
    {
        var counts = Draws(new SomeOf { Choices = [Mark(1), Mark(2), Mark(4)], Count = new(2, 3) }, 4000);

        Assert.Equal([3, 5, 6, 7], counts.Keys.Order());
        Assert.InRange(counts[7], 1850, 2150);
        Assert.All((int[])[3, 5, 6], pair => Assert.InRange(counts[pair], 540, 800));
        Assert.Equal([0], Draws(new SomeOf { Choices = [Mark(1)], Count = new(0, 0) }, 20).Keys);
        Assert.Equal([1], Draws(new SomeOf { Choices = [Mark(1)], Count = new(9, 9) }, 20).Keys);
    }

    [Fact]
    public void The_order_is_the_listed_one_unless_any_is_allowed()
    {
        // A border and a mirror do not commute: the mark is left of the picture, or right of it.
        Augmentation[] steps = [Mark(1), new HorizontalFlip { Probability = 1 }];
        int Left(bool any) => Enumerable.Range(0, 400).Count(key => new SomeOf { Choices = [.. steps], Count = new(2, 2), AnyOrder = any }
            .Apply(s_dot, new Rng(3, (ulong)key)).Image[0, 0] == 0);

        Assert.Equal(0, Left(any: false));
        Assert.InRange(Left(any: true), 150, 250);
    }

    [Fact]
    public void Compositions_nest_and_have_probabilities()
    {
        var tree = new Sequence
        {
            Steps =
            [
                new OneOf { Probability = 0.5f, Choices = [Mark(1), new Sequence { Steps = [Mark(2), Mark(4)] }] },
                new SomeOf { Choices = [new OneOf { Choices = [Mark(8)] }], Count = new(1, 1), Probability = 0.25f },
            ],
        };
        var counts = Draws(tree, 8000);

        Assert.Equal([0, 1, 6, 8, 9, 14], counts.Keys.Order());
        Assert.InRange(counts[0], 2750, 3250);
        Assert.InRange(counts[1], 1300, 1700);
        Assert.InRange(counts[14], 380, 620);
        Assert.Equal(tree, tree with { Steps = [.. tree.Steps] });
    }

    [Fact]
    public void Weights_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new OneOf { Weights = [0, 0] });
        Assert.Throws<ArgumentException>(() => new OneOf { Weights = [1, -1] });
        Assert.Throws<InvalidOperationException>(() => new OneOf { Choices = [Mark(1)], Weights = [1, 1] }.Apply(s_dot, new Rng(1)));
    }

    [Fact]
    public void A_view_follows_from_seed_epoch_and_name_alone_for_any_number_of_threads()
    {
        var pipeline = new Sequence
        {
            Steps =
            [
                new RandomResizedCrop { Size = new(32, 24) }, new HorizontalFlip(), new RandAugment(),
                new OneOf { Choices = [new ElasticDistortion(), new GaussianNoise(), new IouCrop()] },
            ],
        };
        var source = new AnnotatedImage
        {
            Image = Golden.Noise(50, 40, 3), Objects = [new() { Class = 1, Box = new(10, 10, 30, 25) }],
        };
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"images/{i}.jpg")];
        var expected = names.Select(name => new Augmenter(pipeline, 5).Apply(source, 3, name)).ToArray();
        foreach (var threads in (int[])[1, 2, 5])
        {
            var augmenter = new Augmenter(pipeline, 5);
            var views = new AnnotatedImage[names.Length];
            Parallel.For(0, names.Length, new() { MaxDegreeOfParallelism = threads },
                i => views[names.Length - 1 - i] = augmenter.Apply(source, 3, names[names.Length - 1 - i]));
            Assert.All(views.Zip(expected), pair =>
            {
                Assert.Equal(pair.Second.Image.Pixels.ToArray(), pair.First.Image.Pixels.ToArray());
                Assert.Equal(pair.Second.Objects, pair.First.Objects);
            });
        }

        uint First(ulong seed, int epoch, string name) => new Augmenter(pipeline, seed).Rng(epoch, name).NextUInt();
        Assert.Equal(4, new[] { First(5, 3, "a"), First(6, 3, "a"), First(5, 4, "a"), First(5, 3, "A") }.Distinct().Count());
    }

    private static Dictionary<int, int> Draws(Augmentation augmentation, int count)
    {
        var rng = new Rng(11);
        return Enumerable.Range(0, count).CountBy(_ => augmentation.Apply(s_dot, rng).Image.Width - 1).ToDictionary();
    }
}
