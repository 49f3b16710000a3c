namespace Vireo.Vision.Datasets.Sampling;

/// <summary>In which order, and how often, an epoch takes samples: a function of seed and epoch alone, the same for
/// every process.</summary>
public abstract record Sampler
{
    /// <summary>Seed of all draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Indices that belong together and may not be torn apart by a batch.</summary>
    public virtual int Unit => 1;

    /// <summary>Number of the stream of random numbers that epochs are drawn from.</summary>
    protected virtual ulong Stream => 0x53414D504C45; // "SAMPLE"

    /// <summary>Number of indices in an epoch.</summary>
    public abstract int Length { get; }

    /// <summary>The indices of an epoch, for all processes together.</summary>
    /// <param name="epoch">Number of the epoch, from 0 on.</param>
    public int[] Order(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return Draw(new Rng(Seed, Stream).Fork((ulong)epoch));
    }

    /// <summary>Draws an epoch; exactly <see cref="Length"/> indices.</summary>
    /// <param name="rng">The epoch's own random numbers.</param>
    protected abstract int[] Draw(Rng rng);
}
