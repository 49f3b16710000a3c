using Vireo.Vision.Datasets;

namespace Vireo.Vision.Tests.Datasets;

public class LoaderTests
{
    private static readonly LoaderOptions Options = new() { BatchSize = 4, SampleLength = 3, Seed = 5, Shuffle = true };

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
    public void An_epoch_resumed_at_a_batch_goes_on_with_the_same_bits() =>
        Assert.Equal(Epoch(Options, 1)[3..], Epoch(Options, 1, startBatch: 3));

    [Fact]
    public void Every_sample_comes_once_an_epoch_with_its_own_label_and_content()
    {
        var loader = Make(Options);
        var seen = new List<int>();
        foreach (var batch in loader.Epoch(0))
        {
            Assert.Equal(seen.Count / 4, batch.Index);
            Assert.Equal(batch.Count * 3, batch.Images.Length);
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Equal(batch.Indices[i] % 3, batch.Labels[i]);
                Assert.Equal(batch.Indices[i], batch.Images[3 * i]);
            }

            seen.AddRange(batch.Indices.ToArray());
        }

        Assert.Equal(loader.Order(0), seen);
        Assert.Equal(Enumerable.Range(0, 22), seen.Order());
        Assert.NotEqual(Enumerable.Range(0, 22), seen);
    }

    [Theory]
    [InlineData(4, true, 5)]
    [InlineData(4, false, 6)]
    [InlineData(11, true, 2)]
    [InlineData(100, true, 1)]
    public void The_last_batch_is_dropped_only_when_asked_and_not_alone(int size, bool drop, int batches)
    {
        var loader = Make(Options with { BatchSize = size, DropLast = drop });

        Assert.Equal(batches, loader.BatchesPerEpoch);
        Assert.Equal(batches, loader.Epoch(0).Count());
    }

    [Fact]
    public void Validation_keeps_the_order_of_the_data_set() =>
        Assert.Equal(Enumerable.Range(0, 22), Make(Options with { Shuffle = false }).Order(9));

    [Fact]
    public void Nothing_is_read_further_ahead_than_the_options_allow()
    {
        var read = 0;
        var loader = Make(Options with { Prefetch = 2 }, (_, _, _) => Interlocked.Increment(ref read));
        foreach (var batch in loader.Epoch(0))
        {
            Assert.InRange(Volatile.Read(ref read), 1, (batch.Index + 3) * 4);
            Thread.Sleep(5);
        }

        Assert.Equal(22, read);
    }

    [Fact]
    public void A_failing_sample_is_named_the_first_in_order_first()
    {
        var loader = Make(Options with { Shuffle = false, Threads = 4 }, (path, _, _) =>
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
    }

    [Fact]
    public void A_consumer_may_leave_early_and_begin_again()
    {
        var loader = Make(Options);
        foreach (var batch in loader.Epoch(0)) if (batch.Index == 1) break;

        Assert.Equal(6, loader.Epoch(0).Count());
    }

    [Fact]
    public void Waiting_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var loader = Make(Options with { Threads = 1 }, (_, _, _) =>
        {
            stop.Cancel();
            gate.Wait(50);
        });

        Assert.Throws<OperationCanceledException>(() => loader.Epoch(0, 0, stop.Token).Count());
    }

    [Fact]
    public void Waiting_is_measured()
    {
        var slow = Make(Options with { Threads = 1 }, (_, _, _) => Thread.Sleep(2));
        Assert.Equal(6, slow.Epoch(0).Count());

        Assert.InRange(slow.WaitTime.TotalMilliseconds, 30, 10_000);
    }

    private static Loader Make(LoaderOptions options, SampleReader? read = null)
    {
        var samples = Enumerable.Range(0, 22).Select(i => new ClassificationSample($"{i}.jpg", i % 3));
        return new(new("data", ["a", "b", "c"], [.. samples]), read ?? Fill, options);
    }

    private static void Fill(string path, Rng rng, Span<float> destination)
    {
        destination[0] = int.Parse(Path.GetFileNameWithoutExtension(path));
        destination[1] = rng.Uniform();
        destination[2] = rng.Uniform();
    }

    private static float[][] Epoch(LoaderOptions options, int epoch, int startBatch = 0) =>
        [.. Make(options).Epoch(epoch, startBatch).Select(batch => batch.Images.ToArray())];
}
