namespace Vireo.Vision.Datasets.Sampling;

/// <summary>Batches of P identities with K images each, for losses that compare pairs and triplets. Every epoch goes
/// once over all identities in random order; the last group is filled from the beginning of that order.</summary>
/// <remarks>Schroff et al. 2015, arXiv:1503.03832; Hermans et al. 2017, arXiv:1703.07737. Images come without
/// replacement unless an identity has fewer than K.</remarks>
public sealed record PkSampler : Sampler
{
    private readonly int[][] _members;

    /// <summary>A sampler over identities.</summary>
    /// <param name="identities">Number of each sample's identity; a negative one is left out.</param>
    /// <param name="identitiesPerBatch">P, 1 or more.</param>
    /// <param name="imagesPerIdentity">K, 1 or more.</param>
    /// <param name="minImages">Identities with fewer images are left out: 2, since one image forms no pair.</param>
    /// <exception cref="ArgumentException">There are fewer than P identities with images enough.</exception>
    public PkSampler(
        IReadOnlyList<int> identities, int identitiesPerBatch = 16, int imagesPerIdentity = 4, int minImages = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(identitiesPerBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imagesPerIdentity, 1);
        (IdentitiesPerBatch, ImagesPerIdentity) = (identitiesPerBatch, imagesPerIdentity);
        _members =
        [
            .. identities.Index().Where(pair => pair.Item >= 0).GroupBy(pair => pair.Item, pair => pair.Index)
                .OrderBy(group => group.Key).Select(group => group.ToArray())
                .Where(images => images.Length >= minImages),
        ];
        if (_members.Length < identitiesPerBatch)
        {
            throw new ArgumentException($"{_members.Length} identities have {minImages} images or more; a batch wants "
                + $"{identitiesPerBatch}", nameof(identities));
        }
    }

    /// <summary>P.</summary>
    public int IdentitiesPerBatch { get; }

    /// <summary>K.</summary>
    public int ImagesPerIdentity { get; }

    /// <summary>Identities that are drawn from.</summary>
    public int Identities => _members.Length;

    /// <summary>K: the images of an identity stay together. A process takes whole identities.</summary>
    public override int Unit => ImagesPerIdentity;

    /// <inheritdoc/>
    public override int Length =>
        (_members.Length + IdentitiesPerBatch - 1) / IdentitiesPerBatch * IdentitiesPerBatch * ImagesPerIdentity;

    /// <inheritdoc/>
    protected override int[] Draw(Rng rng)
    {
        int[] identities = [.. Enumerable.Range(0, _members.Length)];
        rng.Fork(0).Shuffle<int>(identities);
        var cycles = _members.Select((of, i) => new ShuffledCycle(of, rng.Fork(1 + (ulong)i))).ToArray();
        var order = new int[Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = cycles[identities[i / ImagesPerIdentity % identities.Length]].Next();

        return order;
    }
}
