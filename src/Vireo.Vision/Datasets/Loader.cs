using System.Collections.Concurrent;
using Vireo.Vision.Datasets.Sampling;

namespace Vireo.Vision.Datasets;

/// <summary>Makes batches on threads of its own, ahead of the consumer but never by more than the options
/// allow.</summary>
/// <remarks>Order and content are functions of seed, epoch and sample: the same for any number of threads, and from any
/// batch on.</remarks>
public sealed class Loader
{
    // The first stream is the order's: see ShuffledSampler.
    private const ulong SampleStream = 2, SideStream = 3;
    private const int MostDefaultThreads = 16;
    private readonly SampleSource _source;
    private readonly Sampler _sampler;
    private readonly LoaderOptions _options;
    private readonly int _largest;
    private readonly ConcurrentBag<LoaderBatch> _free = [];

    /// <summary>A loader over samples; it starts no thread before an epoch is asked for.</summary>
    /// <param name="source">The samples.</param>
    /// <param name="sampler">Which of them an epoch takes, in which order.</param>
    /// <param name="options">Sizes, seed and threads.</param>
    /// <exception cref="ArgumentException">A number is out of range, or an epoch would have no batch.</exception>
    public Loader(SampleSource source, Sampler sampler, LoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SampleLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Prefetch);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads ?? 0);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SideBatches);
        foreach (var side in options.Sides) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        (_source, _sampler, _options) = (source, sampler, options);
        _largest = options.Sides.DefaultIfEmpty(1).Max();
        if (options.SampleLength % ((long)_largest * _largest) != 0)
        {
            throw new ArgumentException(
                $"{options.SampleLength} numbers are no square image of {_largest} pixels", nameof(options));
        }

        BatchesPerEpoch = NewCursor().StepsPerEpoch;
    }

    /// <summary>Batches of an epoch, the last one included where it counts.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Time the consumer stood waiting for batches, all epochs together: zero when decoding keeps
    /// ahead.</summary>
    public TimeSpan WaitTime { get; private set; }

    /// <summary>The batches of an epoch in order; each is valid until the next one is asked for.</summary>
    /// <param name="epoch">Number of the epoch, from 0 on.</param>
    /// <param name="startBatch">First batch wanted: goes on exactly where an interrupted epoch stopped.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="BadDataException"><c>VIR1013</c>: an image could not be read; the message names it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<LoaderBatch> Epoch(int epoch, int startBatch = 0, CancellationToken cancellation = default) =>
        Epoch(new SamplerPosition(epoch, startBatch), cancellation);

    /// <summary>The batches of an epoch from a position on.</summary>
    /// <inheritdoc cref="Epoch(int, int, CancellationToken)"/>
    /// <param name="start">First batch wanted; behind the last one there are none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public IEnumerable<LoaderBatch> Epoch(SamplerPosition start, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start.Epoch, nameof(start));
        ArgumentOutOfRangeException.ThrowIfNegative(start.Step, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start.Step, BatchesPerEpoch, nameof(start));
        return start.Step == BatchesPerEpoch ? [] : Batches(start, cancellation);
    }

    /// <summary>Side of the images of a batch, where batches differ in size; otherwise 0. The same in all
    /// processes.</summary>
    /// <param name="position">Which batch.</param>
    public int SideOf(SamplerPosition position) => _options.Sides.Count == 0 ? 0
        : _options.Sides[new Rng(_options.Seed, SideStream).Fork((ulong)position.Epoch)
            .Fork((ulong)(position.Step / _options.SideBatches)).Below(_options.Sides.Count)];

    private SamplerCursor NewCursor() =>
        new(_sampler, _options.BatchSize, _options.Rank, _options.World, _options.Tail);

    private IEnumerable<LoaderBatch> Batches(SamplerPosition start, CancellationToken cancellation)
    {
        var cursor = NewCursor();
        cursor.Position = start;
        var rng = new Rng(_options.Seed, SampleStream).Fork((ulong)start.Epoch);
        void Fill(LoaderBatch batch, int slot) => batch.Done(slot, Read(batch, slot, rng));
        var scheduled = new Queue<LoaderBatch>();
        var crew = NewCrew(Fill, BatchesPerEpoch - start.Step);
        var ahead = crew is null ? 0 : _options.Prefetch;
        try
        {
            var next = start.Step;
            for (var index = start.Step; index < BatchesPerEpoch; index++)
            {
                for (; next < BatchesPerEpoch && scheduled.Count <= ahead; next++)
                {
                    var made = NextOf(cursor);
                    scheduled.Enqueue(made);
                    crew?.Add(made);
                }

                var batch = scheduled.Dequeue();
                var since = _options.Time.GetTimestamp();
                if (crew is null) FillHere(batch, Fill, cancellation);
                batch.Wait(cancellation);
                WaitTime += _options.Time.GetElapsedTime(since);
                yield return batch;
                _free.Add(batch);
            }
        }
        finally
        {
            // Also when the consumer leaves early: nobody writes to the batches any more once the crew is gone.
            crew?.Dispose();
            foreach (var batch in scheduled) _free.Add(batch);
        }
    }

    private LoaderCrew? NewCrew(Action<LoaderBatch, int> fill, int batches)
    {
        var threads = _options.Threads ?? Math.Clamp(Environment.ProcessorCount / 2, 1, MostDefaultThreads);
        threads = (int)Math.Min(threads, (long)batches * _options.BatchSize);
        return threads == 0 ? null : new(fill, threads, checked((_options.Prefetch + 1) * _options.BatchSize));
    }

    private static void FillHere(LoaderBatch batch, Action<LoaderBatch, int> fill, CancellationToken cancellation)
    {
        for (var slot = 0; slot < batch.Count; slot++)
        {
            cancellation.ThrowIfCancellationRequested();
            fill(batch, slot);
        }
    }

    private LoaderBatch NextOf(SamplerCursor cursor)
    {
        var batch = _free.TryTake(out var used) ? used : new LoaderBatch(_options.BatchSize, _options.SampleLength);
        var position = cursor.Position;
        var side = SideOf(position);
        var length = side == 0 ? _options.SampleLength
            : (int)((long)side * side * (_options.SampleLength / ((long)_largest * _largest)));
        batch.Begin(position, cursor.NextTurns(), side, length, _source);
        return batch;
    }

    // A failure belongs to the consumer's thread: thrown here it would end the process.
    private Exception? Read(LoaderBatch batch, int slot, Rng epochRng)
    {
        var turn = batch.Turns[slot];
        try
        {
            var rng = epochRng.Fork((ulong)turn.Index);
            if (turn.Repeat > 0) rng = rng.Fork((ulong)turn.Repeat);
            batch.SetTarget(slot, _source.Read(new(turn.Index, batch.Side, rng), batch.Slot(slot)));
            return null;
        }
        catch (OperationCanceledException failure)
        {
            return failure;
        }
        catch (Exception failure)
        {
            var cause = failure is VireoException known ? known.Reason : failure.Message;
            var reason = $"{_source.NameOf(turn.Index)} could not be read: {cause}";
            return new BadDataException("VIR1013", reason, failure);
        }
    }
}
