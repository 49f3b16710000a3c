using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>For every batch one of several ways, each with its share of the batches.</summary>
public sealed record MixingChoice : BatchMixing
{
    /// <summary>The ways; what their shares leave of 1 is the share of batches that stay as they are.</summary>
    /// <exception cref="ArgumentException">A share is negative, or they sum to more than 1.</exception>
    public ValueList<MixingShare> Choices
    {
        get;
        init => field = value.All(c => c.Share >= 0) && value.Sum(c => c.Share) <= 1 + 1e-9 ? value
            : throw new ArgumentException("Shares are not negative and sum to 1 at most.", nameof(value));
    } = [];

    private protected override BatchMix Make(int count, ImageSize size, Rng rng)
    {
        var left = rng.UniformDouble();
        foreach (var (mixing, share) in Choices)
        {
            if ((left -= share) < 0) return mixing.Draw(count, size, rng);
        }

        return BatchMix.None(count, size);
    }
}
