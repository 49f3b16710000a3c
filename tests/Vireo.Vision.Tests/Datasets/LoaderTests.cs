using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Sampling;

namespace Vireo.Vision.Tests.Datasets;

public class LoaderTests
{
    private static readonly LoaderOptions Options = new() { BatchSize = 4, SampleLength = 3, Seed = 5 };
    private static readonly ShuffledSampler Shuffled = new(22) { Seed = 5 };
    private static readonly SequentialSampler InOrder = new(22);

    [Fact]
    public void Batches_are_the_same_bits_for_any_number_of_threads()
    {
        var one = Epoch(Options with { Threads = 1, Prefetch = 1 }, 2);
        var many = Epoch(Options with { Threads = 8, Prefetch = 5 }, 2);

        Assert.Equal(one, many);
        Assert.NotEqual(one, Epoch(Options, 3));
        Assert.NotEqual(one, Epoch(Options with { Seed = 6 }, 2));
    }

    [Fact]
    public void Every_sample_comes_once_an_epoch_with_its_own_label_and_content()
    {
        var seen = new List<int>();
        foreach (var batch in Make(Options).Epoch(0))
        {
            Assert.Equal(seen.Count / 4, batch.Index);
            Assert.Equal(new SamplerPosition(0, batch.Index), batch.Position);
            Assert.Equal(batch.Count * 3, batch.Images.Length);
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Equal(batch.Indices[i] % 3, batch.Labels[i]);
                Assert.Equal(batch.Indices[i], batch.Images[3 * i]);
            }

            seen.AddRange(batch.Indices.ToArray());
        }

        Assert.Equal(Shuffled.Order(0), seen);
        Assert.Equal(Enumerable.Range(0, 22), seen.Order());
        Assert.NotEqual(Enumerable.Range(0, 22), seen);
    }

    // Written down when the loader shuffled by itself: a run begun then goes on in its order.
    [Fact]
    public void The_order_of_a_seed_stays_what_it_was()
    {
        int[] order = [.. Enumerable.Range(0, 22)];
        new Rng(5, stream: 1).Fork(2).Shuffle<int>(order);

        Assert.Equal(order, Make(Options).Epoch(2).SelectMany(batch => batch.Indices.ToArray()));
        Assert.All(Make(Options).Epoch(2), batch =>
            Assert.Equal(new Rng(5, stream: 2).Fork(2).Fork((ulong)batch.Indices[0]).Uniform(), batch.Images[1]));
    }

    [Theory]
    [InlineData(4, EpochTail.Drop, 5)]
    [InlineData(4, EpochTail.Short, 6)]
    [InlineData(4, EpochTail.Fill, 6)]
    [InlineData(11, EpochTail.Drop, 2)]
    [InlineData(100, EpochTail.Short, 1)]
    public void The_last_batch_is_what_the_options_say(int size, EpochTail tail, int batches)
    {
        var loader = Make(Options with { BatchSize = size, Tail = tail });

        Assert.Equal(batches, loader.BatchesPerEpoch);
        Assert.Equal(batches, loader.Epoch(0).Count());
        Assert.Empty(loader.Epoch(0, batches));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Epoch(0, batches + 1));
    }

    [Fact]
    public void Validation_keeps_the_order_of_the_data_set() =>
        Assert.Equal(Enumerable.Range(0, 22),
            Make(Options, sampler: InOrder).Epoch(9).SelectMany(batch => batch.Indices.ToArray()));

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(5)]
    public void Nothing_is_made_further_ahead_than_the_options_allow(int threads)
    {
        var read = 0;
        var loader = Make(
            Options with { Prefetch = 2, Threads = threads }, (_, _, _) => Interlocked.Increment(ref read));
        foreach (var batch in loader.Epoch(0))
        {
            // The one in use and two more; without threads it alone.
            var most = Math.Min(22, (batch.Index + (threads == 0 ? 1 : 3)) * 4);
            if (threads > 0) SpinWait.SpinUntil(() => Volatile.Read(ref read) == most, TimeSpan.FromSeconds(30));
            Thread.Sleep(5);
            Assert.Equal(most, Volatile.Read(ref read));
        }

        Assert.Equal(22, read);
    }

    [Fact]
    public void A_failing_sample_is_named_the_first_in_order_first_for_any_number_of_threads()
    {
        var messages = new List<string>();
        foreach (var threads in new[] { 0, 1, 2, 5 })
        {
            var loader = Make(Options with { Threads = threads }, sampler: InOrder, read: (path, _, _) =>
            {
                if (path.EndsWith("5.jpg", StringComparison.Ordinal)) Thread.Sleep(20);
                if (path.EndsWith("5.jpg", StringComparison.Ordinal) || path.EndsWith("6.jpg", StringComparison.Ordinal))
                {
                    throw new InvalidDataException("cut off");
                }
            });
            var batches = 0;
            var failure = Assert.Throws<BadDataException>(() =>
            {
                foreach (var _ in loader.Epoch(0)) batches++;
            });

            Assert.Equal(("VIR1013", 1), (failure.Code, batches));
            Assert.Contains(Path.Combine("data", "5.jpg"), failure.Message);
            Assert.Contains("cut off", failure.Message);
            messages.Add(failure.Message);
        }

        Assert.Single(messages.Distinct());
    }

    [Theory, InlineData(0), InlineData(3)]
    public void A_consumer_may_leave_early_and_begin_again(int threads)
    {
        var running = 0;
        var loader = Make(Options with { Threads = threads }, (path, draw, to) =>
        {
            Interlocked.Increment(ref running);
            Fill(path, draw, to);
            Interlocked.Decrement(ref running);
        });
        foreach (var batch in loader.Epoch(0)) if (batch.Index == 1) break;

        Assert.Equal(0, Volatile.Read(ref running));
        Assert.Equal(Epoch(Options, 0), loader.Epoch(0).Select(batch => batch.Images.ToArray()));
    }

    [Theory, InlineData(0), InlineData(1)]
    public void Waiting_ends_when_it_is_cancelled(int threads)
    {
        using var stop = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var loader = Make(Options with { Threads = threads }, (_, _, _) =>
        {
            stop.Cancel();
            gate.Wait(50);
        });

        Assert.Throws<OperationCanceledException>(() => loader.Epoch(0, 0, stop.Token).Count());
    }

    [Theory, InlineData(0), InlineData(1)]
    public void Waiting_is_measured(int threads)
    {
        var slow = Make(Options with { Threads = threads }, (_, _, _) => Thread.Sleep(2));
        Assert.Equal(6, slow.Epoch(0).Count());

        Assert.True(slow.WaitTime > TimeSpan.Zero);
    }

    [Fact]
    public void Processes_share_the_batches_of_one()
    {
        var alone = Make(Options with { BatchSize = 6 }).Epoch(1).Select(Content).ToList();
        var ranks = Enumerable.Range(0, 3)
            .Select(rank => Make(Options with { BatchSize = 2, Rank = rank, World = 3 }).Epoch(1).Select(Content)
                .ToList()).ToList();

        Assert.Equal(alone, Enumerable.Range(0, alone.Count).Select(i => ranks.SelectMany(rank => rank[i]).ToArray()));
    }

    [Fact]
    public void A_sample_that_an_epoch_draws_again_is_drawn_anew()
    {
        var loader = Make(Options with { Tail = EpochTail.Fill }, sampler: new WeightedSampler(
            [.. Enumerable.Range(0, 22).Select(i => i == 7 ? 1.0 : 0)], 22) { Seed = 5 });
        var drawn = loader.Epoch(0).SelectMany(Content).Chunk(3).Select(image => image[1]).ToList();

        Assert.Equal((24, 24), (drawn.Count, drawn.Distinct().Count()));
    }

    [Fact]
    public void A_batch_has_a_side_of_its_own_where_several_are_given()
    {
        var options = Options with { SampleLength = 3 * 9 * 9, Sides = [3, 6, 9] };
        var loader = Make(options, (_, draw, to) => to.Fill(draw.Side));
        var sides = new List<int>();
        for (var epoch = 0; epoch < 4; epoch++)
        {
            foreach (var batch in loader.Epoch(epoch))
            {
                Assert.Equal(loader.SideOf(batch.Position), batch.Side);
                Assert.Equal(batch.Count * 3 * batch.Side * batch.Side, batch.Images.Length);
                Assert.Equal(-1, batch.Images.IndexOfAnyExcept((float)batch.Side));
                sides.Add(batch.Side);
            }
        }

        Assert.Equal([3, 6, 9], sides.Distinct().Order());
        Assert.Equal(sides[8..12], loader.Epoch(1, 2).Select(batch => batch.Side));
        Assert.Throws<ArgumentException>(() => Make(Options with { Sides = [3, 6] }));
    }

    [Fact]
    public void Samples_of_any_format_come_with_their_targets()
    {
        Sample At(int i) => new()
        {
            Image = new Vision.Datasets.Images.FileReference($"{i}.jpg"), Classes = i % 2 == 0 ? [i] : [1, 2],
        };
        var dataset = new Dataset("data", ["a", "b", "c"], [At(0), At(1), At(2)]);
        var source = new TargetSource(dataset, (set, sample, draw, to) =>
        {
            to.Fill(draw.Index);
            return sample with { Text = $"{set.Classes.Count} {sample.Path}" };
        });
        var batch = new Loader(source, new SequentialSampler(3), Options).Epoch(0).Single();

        Assert.Equal([0, -1, 2], batch.Labels.ToArray());
        Assert.Equal(["3 0.jpg", "3 1.jpg", "3 2.jpg"], batch.Targets.ToArray().Select(sample => sample!.Text));
    }

    private static Loader Make(LoaderOptions options, SampleReader? read = null, Sampler? sampler = null)
    {
        var samples = Enumerable.Range(0, 22).Select(i => new ClassificationSample($"{i}.jpg", i % 3));
        var source = new ClassificationSource(new("data", ["a", "b", "c"], [.. samples]), read ?? Fill);
        return new(source, sampler ?? Shuffled, options);
    }

    private static void Fill(string path, SampleDraw draw, Span<float> destination)
    {
        destination[0] = int.Parse(Path.GetFileNameWithoutExtension(path));
        destination[1] = draw.Rng.Uniform();
        destination[2] = draw.Rng.Uniform();
    }

    private static float[] Content(LoaderBatch batch) => batch.Images.ToArray();

    private static float[][] Epoch(LoaderOptions options, int epoch, int startBatch = 0) =>
        [.. Make(options).Epoch(epoch, startBatch).Select(Content)];
}
