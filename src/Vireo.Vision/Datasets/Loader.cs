using System.Collections.Concurrent;

namespace Vireo.Vision.Datasets;

/// <summary>Makes batches on threads of its own, ahead of the consumer but never by more than the options
/// allow.</summary>
/// <remarks>Order and content are functions of seed, epoch and sample: the same for any number of threads, and from any
/// batch on.</remarks>
public sealed class Loader
{
    private const ulong OrderStream = 1, SampleStream = 2;
    private const int MostDefaultThreads = 16;
    private readonly ClassificationDataset _dataset;
    private readonly SampleReader _read;
    private readonly LoaderOptions _options;
    private readonly ConcurrentBag<LoaderBatch> _free = [];

    /// <summary>A loader over a data set; it starts no thread before an epoch is asked for.</summary>
    /// <param name="dataset">The images.</param>
    /// <param name="read">Reads one image; called from several threads at once.</param>
    /// <param name="options">Sizes, seed and threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Loader(ClassificationDataset dataset, SampleReader read, LoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SampleLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Prefetch);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        (_dataset, _read, _options) = (dataset, read, options);
    }

    /// <summary>Batches of an epoch, the last one included where it counts.</summary>
    public int BatchesPerEpoch
    {
        get
        {
            var (whole, rest) = Math.DivRem(_dataset.Samples.Count, _options.BatchSize);
            return rest > 0 && (!_options.DropLast || whole == 0) ? whole + 1 : whole;
        }
    }

    /// <summary>Time the consumer stood waiting for batches, all epochs together: zero when decoding keeps
    /// ahead.</summary>
    public TimeSpan WaitTime { get; private set; }

    /// <summary>Indices of the samples in the order of an epoch.</summary>
    public int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, _dataset.Samples.Count)];
        if (_options.Shuffle) new Rng(_options.Seed, OrderStream).Fork((ulong)epoch).Shuffle<int>(order);
        return order;
    }

    /// <summary>The batches of an epoch in order; each is valid until the next one is asked for.</summary>
    /// <param name="epoch">Number of the epoch, from 0 on.</param>
    /// <param name="startBatch">First batch wanted: goes on exactly where an interrupted epoch stopped.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="BadDataException"><c>VIR1013</c>: an image could not be read; the message names it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<LoaderBatch> Epoch(int epoch, int startBatch = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(startBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startBatch, BatchesPerEpoch);
        return Batches(epoch, startBatch, cancellation);
    }

    private IEnumerable<LoaderBatch> Batches(int epoch, int startBatch, CancellationToken cancellation)
    {
        var order = Order(epoch);
        var rng = new Rng(_options.Seed, SampleStream).Fork((ulong)epoch);
        var total = BatchesPerEpoch;
        var scheduled = new Queue<LoaderBatch>();
        using var work = new BlockingCollection<(LoaderBatch Batch, int Slot)>();
        var threads = Start(work, rng, Math.Min(ThreadCount(), (total - startBatch) * _options.BatchSize));
        try
        {
            var next = startBatch;
            for (var index = startBatch; index < total; index++)
            {
                for (; next < total && scheduled.Count <= _options.Prefetch; next++)
                {
                    scheduled.Enqueue(Schedule(work, order, next));
                }

                var batch = scheduled.Dequeue();
                WaitFor(batch, cancellation);
                yield return batch;
                _free.Add(batch);
            }
        }
        finally
        {
            // Also when the consumer leaves early: what is not begun is dropped, what is begun is waited for.
            work.CompleteAdding();
            while (work.TryTake(out _)) continue;
            foreach (var thread in threads) thread.Join();
        }
    }

    private LoaderBatch Schedule(BlockingCollection<(LoaderBatch, int)> work, int[] order, int index)
    {
        var batch = _free.TryTake(out var used) ? used : new LoaderBatch(_options.BatchSize, _options.SampleLength);
        var first = index * _options.BatchSize;
        var indices = order.AsSpan(first, Math.Min(_options.BatchSize, order.Length - first));
        batch.Begin(index, indices, _dataset.Samples);
        for (var slot = 0; slot < indices.Length; slot++) work.Add((batch, slot));
        return batch;
    }

    private void WaitFor(LoaderBatch batch, CancellationToken cancellation)
    {
        var start = _options.Time.GetTimestamp();
        batch.Wait(cancellation);
        WaitTime += _options.Time.GetElapsedTime(start);
    }

    private int ThreadCount() => _options.Threads > 0
        ? _options.Threads
        : Math.Clamp(Environment.ProcessorCount / 2, 1, MostDefaultThreads);

    private List<Thread> Start(BlockingCollection<(LoaderBatch Batch, int Slot)> work, Rng rng, int count)
    {
        var threads = new List<Thread>();
        for (var i = 0; i < count; i++)
        {
            var thread = new Thread(() =>
            {
                foreach (var (batch, slot) in work.GetConsumingEnumerable()) batch.Done(slot, Read(batch, slot, rng));
            })
            {
                IsBackground = true,
                Name = $"loader {i}",
            };
            thread.Start();
            threads.Add(thread);
        }

        return threads;
    }

    // A failure belongs to the consumer's thread: thrown here it would end the process.
    private Exception? Read(LoaderBatch batch, int slot, Rng epochRng)
    {
        var index = batch.Indices[slot];
        var sample = _dataset.Samples[index];
        try
        {
            _read(_dataset.FullPath(sample), epochRng.Fork((ulong)index), batch.Slot(slot));
            return null;
        }
        catch (OperationCanceledException failure)
        {
            return failure;
        }
        catch (Exception failure)
        {
            var cause = failure is VireoException known ? known.Reason : failure.Message;
            var reason = $"{_dataset.FullPath(sample)} could not be read: {cause}";
            return new BadDataException("VIR1013", reason, failure);
        }
    }
}
