namespace Vireo.Quantisation;

/// <summary>The magnitude at which to cut off so that rounding to a number of levels loses least information. Migacz
/// 2017: for every candidate, P is the distribution with what lies beyond moved into its last bin, Q the same bins,
/// without what lies beyond, joined to levels and spread again over the bins that are not empty; the candidate of least
/// <c>Σ P · ln(P / Q)</c> is taken.</summary>
internal static class EntropyThreshold
{
    // A bin of P that Q says cannot occur: as improbable as one number in all that are looked at.
    private const double Least = 1e-10;

    /// <summary>The number of bins to keep.</summary>
    /// <param name="counts">Numbers by magnitude.</param>
    /// <param name="levels">Levels of magnitude behind rounding: 128 for signed bytes, 256 for unsigned ones.</param>
    public static int Bins(ReadOnlySpan<long> counts, int levels)
    {
        var last = counts.LastIndexOfAnyExcept(0L) + 1;
        var (best, least) = (last, double.PositiveInfinity);
        var total = 0L;
        foreach (var count in counts) total += count;
        var (inside, next) = (0L, 0);
        var spread = new double[counts.Length];
        for (var kept = Math.Min(levels, last); kept <= last; kept++)
        {
            while (next < kept) inside += counts[next++];
            var divergence = Divergence(counts[..kept], total - inside, levels, spread.AsSpan(0, kept));
            if (divergence < least) (best, least) = (kept, divergence);
        }

        return best;
    }

    private static double Divergence(ReadOnlySpan<long> kept, long beyond, int levels, Span<double> spread)
    {
        var inside = 0L;
        for (var level = 0; level < levels; level++)
        {
            var bins = kept[(int)((long)level * kept.Length / levels)..(int)((level + 1L) * kept.Length / levels)];
            var at = (int)((long)level * kept.Length / levels);
            var (sum, filled) = (0L, 0);
            foreach (var count in bins)
            {
                sum += count;
                if (count > 0) filled++;
            }

            inside += sum;
            for (var i = 0; i < bins.Length; i++) spread[at + i] = bins[i] > 0 ? (double)sum / filled : 0;
        }

        if (inside == 0) return double.PositiveInfinity;
        var divergence = 0.0;
        for (var i = 0; i < kept.Length; i++)
        {
            var p = (kept[i] + (i == kept.Length - 1 ? beyond : 0.0)) / (inside + beyond);
            if (p > 0) divergence += p * Math.Log(p / Math.Max(spread[i] / inside, Least));
        }

        return divergence;
    }
}
