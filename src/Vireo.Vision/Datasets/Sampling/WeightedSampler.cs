namespace Vireo.Vision.Datasets.Sampling;

/// <summary>Draws with replacement; a sample comes with probability <c>wᵢ / Σw</c> each time.</summary>
public sealed record WeightedSampler : Sampler
{
    private readonly double[] _sums;

    /// <summary>A sampler with these weights.</summary>
    /// <param name="weights">One for each sample, not negative, not all zero.</param>
    /// <param name="length">Draws in an epoch; null for as many as samples.</param>
    /// <exception cref="ArgumentException">A weight is negative or no number, or all are zero.</exception>
    public WeightedSampler(IReadOnlyList<double> weights, int? length = null)
    {
        Length = length ?? weights.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(Length, nameof(length));
        _sums = new double[weights.Count];
        var sum = 0.0;
        for (var i = 0; i < _sums.Length; i++)
        {
            if (!(weights[i] >= 0) || double.IsInfinity(weights[i]))
                throw new ArgumentException($"the weight {i} is {weights[i]}", nameof(weights));

            _sums[i] = sum += weights[i];
        }

        if (!(sum > 0)) throw new ArgumentException("all weights are zero", nameof(weights));
    }

    /// <inheritdoc/>
    public override int Length { get; }

    /// <summary>Weights that make every class as likely as any other: <c>1 / count</c> of the sample's class.</summary>
    /// <param name="labels">Class of each sample.</param>
    public static double[] Inverse(IReadOnlyList<int> labels)
    {
        var counts = labels.CountBy(label => label).ToDictionary();
        return [.. labels.Select(label => 1.0 / counts[label])];
    }

    /// <inheritdoc/>
    protected override int[] Draw(Rng rng)
    {
        var order = new int[Length];
        for (var i = 0; i < order.Length; i++)
        {
            var wanted = rng.UniformDouble() * _sums[^1];
            // The first sum above: samples of no weight have the sum of the one before and are never it.
            var (low, high) = (0, _sums.Length - 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_sums[middle] > wanted) high = middle;
                else low = middle + 1;
            }

            order[i] = low;
        }

        return order;
    }
}
