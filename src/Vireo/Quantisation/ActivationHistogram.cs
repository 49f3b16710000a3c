using System.Numerics.Tensors;

namespace Vireo.Quantisation;

/// <summary>Counts magnitudes in bins of equal width. When a greater one comes, neighbours are joined until it fits, so
/// numbers need not be known beforehand. Zeros are counted apart: every scale stores them exactly, and behind a
/// rectifier they would outweigh all else.</summary>
internal sealed class ActivationHistogram
{
    /// <summary>Number of bins.</summary>
    public const int Bins = 2048;

    private readonly long[] _counts = new long[Bins];
    private double _limit;
    private long _zeros;
    private double _magnitudes;

    /// <summary>Smallest number seen.</summary>
    public float Low { get; private set; } = float.PositiveInfinity;

    /// <summary>Greatest number seen.</summary>
    public float High { get; private set; } = float.NegativeInfinity;

    /// <summary>How many numbers were counted.</summary>
    public long Total { get; private set; }

    /// <summary>Mean of all magnitudes.</summary>
    public double Mean => _magnitudes / Total;

    /// <summary>Numbers by magnitude; bin i holds those from i to i + 1 times <see cref="Width"/>.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Width of a bin.</summary>
    public double Width => _limit / Bins;

    /// <summary>Whether there are negative numbers.</summary>
    public bool IsSigned => Low < 0;

    /// <summary>Counts numbers.</summary>
    /// <exception cref="VireoException">One is not finite (<c>VIR2851</c>).</exception>
    public void Add(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty) return;
        var (low, high) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        if (!float.IsFinite(low) || !float.IsFinite(high))
        {
            throw new VireoException("VIR2851",
                "an activation is not finite: the model cannot be calibrated. Its weights or images are damaged.");
        }

        (Low, High) = (Math.Min(Low, low), Math.Max(High, high));
        Total += values.Length;
        _magnitudes += TensorPrimitives.SumOfMagnitudes(values);
        Grow(Math.Max(-(double)low, high));
        if (_limit == 0)
        {
            _zeros += values.Length;
            return;
        }

        var scale = Bins / _limit;
        foreach (var value in values)
        {
            if (value == 0) _zeros++;
            else _counts[Math.Min((int)(Math.Abs(value) * scale), Bins - 1)]++;
        }
    }

    /// <summary>The smallest magnitude, in whole bins, that a share of all numbers does not exceed.</summary>
    public double Quantile(double share)
    {
        var (wanted, seen) = (share * Total, _zeros);
        for (var i = 0; i < Bins; i++)
        {
            if (seen >= wanted) return Math.Max(i, 1) * Width;
            seen += _counts[i];
        }

        return _limit;
    }

    private void Grow(double magnitude)
    {
        if (_limit == 0) _limit = magnitude;
        while (magnitude > _limit)
        {
            for (var i = 0; i < Bins / 2; i++) _counts[i] = _counts[2 * i] + _counts[2 * i + 1];
            Array.Clear(_counts, Bins / 2, Bins / 2);
            _limit *= 2;
        }
    }
}
