using Vireo.Vision.Datasets.Sampling;

namespace Vireo.Vision.Datasets;

/// <summary>How a <see cref="Loader"/> makes batches.</summary>
public sealed record LoaderOptions
{
    /// <summary>Images per batch of this process, 1 or more.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Numbers per image: height · width · channels; of the largest where batches differ in size.</summary>
    public required int SampleLength { get; init; }

    /// <summary>Sides of square images, one drawn for each batch from seed, epoch and batch; empty where all are of one
    /// size.</summary>
    public ValueList<int> Sides { get; init; }

    /// <summary>Batches in a row that share a drawn side: those whose gradients make up one step.</summary>
    public int SideBatches { get; init; } = 1;

    /// <summary>Seed of every sample's random numbers and of the sizes; the order has that of its sampler.</summary>
    public ulong Seed { get; init; }

    /// <summary>What becomes of samples that do not fill a last batch.</summary>
    public EpochTail Tail { get; init; } = EpochTail.Short;

    /// <summary>Number of this process, from 0 on.</summary>
    public int Rank { get; init; }

    /// <summary>Number of processes that share the samples.</summary>
    public int World { get; init; } = 1;

    /// <summary>Decoding threads; 0 decodes on the thread that asks for a batch. Null for half the cores, one at least
    /// and sixteen at most: the engine uses all cores while it computes, and decoding only has to keep ahead of
    /// it.</summary>
    public int? Threads { get; init; }

    /// <summary>Batches prepared ahead of the one in use, from 1 on; bounds the memory taken. Without threads none
    /// are.</summary>
    public int Prefetch { get; init; } = 3;

    /// <summary>Clock for <see cref="Loader.WaitTime"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
