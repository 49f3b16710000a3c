namespace Vireo.Vision.Datasets.Sampling;

/// <summary>Each sample once, in random order.</summary>
/// <param name="Count">Number of samples.</param>
public sealed record ShuffledSampler(int Count) : Sampler
{
    /// <inheritdoc/>
    public override int Length => Count;

    /// <summary>That of the first loader: runs begun with it go on in their order.</summary>
    protected override ulong Stream => 1;

    /// <inheritdoc/>
    protected override int[] Draw(Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        rng.Shuffle<int>(order);
        return order;
    }
}
