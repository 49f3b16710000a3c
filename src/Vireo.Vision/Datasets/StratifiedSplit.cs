namespace Vireo.Vision.Datasets;

/// <summary>Splits a data set so that every class keeps its share on both sides.</summary>
public static class StratifiedSplit
{
    /// <summary>Draws <c>round(fraction · n)</c> samples of each class of n, at least one and never all; a class of one
    /// sample stays with the training. The same seed gives the same split on every system.</summary>
    /// <param name="dataset">What to split; both parts keep its order.</param>
    /// <param name="fraction">Share to validate with, between 0 and 1.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <exception cref="UsageException">The fraction is not between 0 and 1.</exception>
    public static DatasetPair Split(ClassificationDataset dataset, double fraction, ulong seed)
    {
        if (fraction is not (> 0 and < 1))
        {
            throw new UsageException("VIR3010",
                $"the validation fraction is {fraction}; it has to lie between 0 and 1.");
        }

        var held = new bool[dataset.Samples.Count];
        var rng = new Rng(seed, stream: 0x53504C4954); // "SPLIT": no other draw of this seed is correlated.
        foreach (var group in Enumerable.Range(0, held.Length).GroupBy(i => dataset.Samples[i].Label))
        {
            int[] members = [.. group];
            rng.Fork((ulong)group.Key).Shuffle<int>(members);
            foreach (var index in members.AsSpan(0, Share(members.Length, fraction))) held[index] = true;
        }

        return new(
            dataset.With([.. dataset.Samples.Where((_, i) => !held[i])]),
            dataset.With([.. dataset.Samples.Where((_, i) => held[i])]));
    }

    private static int Share(int count, double fraction) =>
        count < 2 ? 0 : Math.Clamp((int)Math.Round(count * fraction, MidpointRounding.AwayFromZero), 1, count - 1);
}
