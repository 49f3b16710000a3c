using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Mixes the images of a batch, and their labels with them.</summary>
/// <remarks>Pure: count, size and the state of the generator decide everything.</remarks>
public abstract record BatchMixing
{
    /// <summary>Chance that a batch is mixed at all, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public float Probability
    {
        get;
        init => field = value is >= 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A probability is from 0 to 1.");
    } = 1;

    /// <summary>Draws who is mixed with whom, and how.</summary>
    /// <param name="count">Images of the batch.</param>
    /// <param name="size">Their size.</param>
    /// <param name="rng">What is random.</param>
    /// <exception cref="ArgumentOutOfRangeException">Count or size is not positive.</exception>
    public BatchMix Draw(int count, ImageSize size, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.ShorterSide, nameof(size));
        return Probability >= 1 || rng.Uniform() < Probability ? Make(count, size, rng) : BatchMix.None(count, size);
    }

    private protected abstract BatchMix Make(int count, ImageSize size, Rng rng);
}
