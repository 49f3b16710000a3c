namespace Vireo.Vision.Datasets;

/// <summary>How a <see cref="Loader"/> makes batches.</summary>
public sealed record LoaderOptions
{
    /// <summary>Images per batch, 1 or more.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Numbers per image: height · width · channels.</summary>
    public required int SampleLength { get; init; }

    /// <summary>Seed of the order and of every sample's random numbers.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch has an order of its own; off for validation.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Whether a last batch that is not full is left out, unless it is the only one.</summary>
    public bool DropLast { get; init; }

    /// <summary>Decoding threads; zero for half the cores, one at least and sixteen at most: the engine uses all cores
    /// while it computes, and decoding only has to keep ahead of it.</summary>
    public int Threads { get; init; }

    /// <summary>Batches prepared ahead of the one in use; bounds the memory taken.</summary>
    public int Prefetch { get; init; } = 3;

    /// <summary>Clock for <see cref="Loader.WaitTime"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
