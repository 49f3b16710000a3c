namespace Vireo.Vision.Datasets.Sampling;

/// <summary>Each sample once, in the order of the data, in every epoch: what validation takes.</summary>
/// <param name="Count">Number of samples.</param>
public sealed record SequentialSampler(int Count) : Sampler
{
    /// <inheritdoc/>
    public override int Length => Count;

    /// <inheritdoc/>
    protected override int[] Draw(Rng rng) => [.. Enumerable.Range(0, Count)];
}
