using System.Runtime.ExceptionServices;
using Vireo.Native;
using Vireo.Vision.Datasets.Sampling;

namespace Vireo.Vision.Datasets;

/// <summary>A batch of images; valid until the next one is asked for, then its memory is used again.</summary>
public sealed class LoaderBatch
{
    // Outside the garbage-collected heap: batches in it would let as much garbage again pile up before a collection.
    private readonly MemorySlice _images;
    private readonly int[] _labels;
    private readonly int[] _indices;
    private readonly Sample?[] _targets;
    private readonly object _gate = new();
    private (int Slot, Exception Failure)? _failed;
    private int _sampleLength;
    private int _empty;

    internal LoaderBatch(int batchSize, int sampleLength)
    {
        _images = new(new AlignedMemory(sizeof(float) * (long)checked(batchSize * sampleLength)));
        (_labels, _indices, _targets) = (new int[batchSize], new int[batchSize], new Sample?[batchSize]);
    }

    /// <summary>Where it lies; an epoch resumes after it at the next step.</summary>
    public SamplerPosition Position { get; private set; }

    /// <summary>Place in the epoch, from 0 on.</summary>
    public int Index => Position.Step;

    /// <summary>Images in this batch; only the last one of an epoch may have fewer than the others.</summary>
    public int Count { get; private set; }

    /// <summary>Height and width of the images where batches differ in size; otherwise 0.</summary>
    public int Side { get; private set; }

    /// <summary>The images, one after the other, each channels-last: <c>[N, H, W, C]</c>.</summary>
    public ReadOnlySpan<float> Images => _images.Span<float>(0, Count * _sampleLength);

    /// <summary>Class of each image, −1 where it has none or several: <c>[N]</c>.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Count);

    /// <summary>Index of each image in the samples of the data set: <c>[N]</c>.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    /// <summary>Targets of each image as they lie on it; null where a class is all there is: <c>[N]</c>.</summary>
    public ReadOnlySpan<Sample?> Targets => _targets.AsSpan(0, Count);

    /// <summary>What stands in which place.</summary>
    internal IReadOnlyList<SamplerTurn> Turns { get; private set; } = [];

    /// <summary>Begins to be another batch.</summary>
    internal void Begin(
        SamplerPosition position, IReadOnlyList<SamplerTurn> turns, int side, int sampleLength, SampleSource source)
    {
        (Position, Turns, Side, _sampleLength) = (position, turns, side, sampleLength);
        (Count, _empty, _failed) = (turns.Count, turns.Count, null);
        for (var slot = 0; slot < turns.Count; slot++)
            (_indices[slot], _labels[slot]) = (turns[slot].Index, source.LabelOf(turns[slot].Index));
    }

    /// <summary>The place of one image.</summary>
    internal Span<float> Slot(int slot) => _images.Span<float>((long)slot * _sampleLength, _sampleLength);

    /// <summary>Sets what one image shows.</summary>
    internal void SetTarget(int slot, Sample? target) => _targets[slot] = target;

    /// <summary>Notes that a place is filled, or why it could not be.</summary>
    internal void Done(int slot, Exception? failure)
    {
        lock (_gate)
        {
            // The first in order, not in time, so that the message is the same for any number of threads.
            if (failure is not null && (_failed is null || slot < _failed.Value.Slot)) _failed = (slot, failure);
            if (--_empty == 0) Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until all places are done; throws what the first failed one threw.</summary>
    internal void Wait(CancellationToken cancellation)
    {
        using var wake = cancellation.Register(() =>
        {
            lock (_gate) Monitor.PulseAll(_gate);
        });
        lock (_gate)
        {
            while (_empty > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }
        }

        if (_failed is { } failed) ExceptionDispatchInfo.Throw(failed.Failure);
    }
}
