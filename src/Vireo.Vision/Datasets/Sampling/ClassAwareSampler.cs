namespace Vireo.Vision.Datasets.Sampling;

/// <summary>Draws a class, then a sample that shows it; both from shuffled lists that are used up before anything comes
/// again. A sample of several classes stands in the list of each.</summary>
/// <remarks>Shen, Lin, Huang 2016, "Relay backpropagation", arXiv:1512.05830. Over an epoch every class is drawn
/// equally often, by one at most.</remarks>
public sealed record ClassAwareSampler : Sampler
{
    private readonly int[][] _members;

    /// <summary>A sampler over classes.</summary>
    /// <param name="classes">Classes of each sample; samples of none are never drawn.</param>
    /// <param name="length">Draws in an epoch; null for as many as samples.</param>
    /// <exception cref="ArgumentException">No sample has a class.</exception>
    public ClassAwareSampler(IReadOnlyList<IReadOnlyList<int>> classes, int? length = null)
    {
        _members =
        [
            .. classes.SelectMany((own, index) => own.Distinct().Select(label => (label, index)))
                .GroupBy(pair => pair.label, pair => pair.index).OrderBy(group => group.Key)
                .Select(group => group.ToArray()),
        ];
        if (_members.Length == 0) throw new ArgumentException("no sample has a class", nameof(classes));
        Length = length ?? classes.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(Length, nameof(length));
    }

    /// <inheritdoc/>
    public override int Length { get; }

    /// <inheritdoc/>
    protected override int[] Draw(Rng rng)
    {
        var classes = new ShuffledCycle([.. Enumerable.Range(0, _members.Length)], rng.Fork(0));
        var samples = _members.Select((of, label) => new ShuffledCycle(of, rng.Fork(1 + (ulong)label))).ToArray();
        var order = new int[Length];
        for (var i = 0; i < order.Length; i++) order[i] = samples[classes.Next()].Next();
        return order;
    }
}
