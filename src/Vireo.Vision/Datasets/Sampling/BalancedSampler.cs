namespace Vireo.Vision.Datasets.Sampling;

/// <summary>Every class equally often, by one at most, in random order: rare classes come again, of frequent ones
/// another part in every epoch.</summary>
public sealed record BalancedSampler : Sampler
{
    private readonly int[][] _members;

    /// <summary>A sampler over samples of one class each.</summary>
    /// <param name="labels">Class of each sample; a negative one is left out.</param>
    /// <param name="perClass">Samples of each class in an epoch; null for their mean.</param>
    /// <exception cref="ArgumentException">There is no class.</exception>
    public BalancedSampler(IReadOnlyList<int> labels, int? perClass = null)
    {
        _members =
        [
            .. labels.Index().Where(pair => pair.Item >= 0).GroupBy(pair => pair.Item, pair => pair.Index)
                .OrderBy(group => group.Key).Select(group => group.ToArray()),
        ];
        if (_members.Length == 0) throw new ArgumentException("no sample has a class", nameof(labels));
        Length = perClass is { } count ? checked(count * _members.Length) : _members.Sum(of => of.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(Length, nameof(perClass));
    }

    /// <inheritdoc/>
    public override int Length { get; }

    /// <inheritdoc/>
    protected override int[] Draw(Rng rng)
    {
        int[] classes = [.. Enumerable.Range(0, _members.Length)];
        rng.Fork(0).Shuffle<int>(classes); // Who gets the draws that do not divide.
        var (whole, rest) = Math.DivRem(Length, classes.Length);
        var order = new List<int>(Length);
        for (var i = 0; i < classes.Length; i++)
        {
            var cycle = new ShuffledCycle(_members[classes[i]], rng.Fork(1 + (ulong)classes[i]));
            for (var n = whole + (i < rest ? 1 : 0); n > 0; n--) order.Add(cycle.Next());
        }

        int[] result = [.. order];
        rng.Shuffle<int>(result);
        return result;
    }
}
