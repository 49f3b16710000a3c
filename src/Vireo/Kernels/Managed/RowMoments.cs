using System.Numerics;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Statistics of one contiguous row: it is moved to its first element before anything is summed, so a large
/// mean costs no digits.</summary>
/// <param name="Shift">The first element; zero without centring.</param>
/// <param name="Mean">Mean of what is left; zero without centring.</param>
/// <param name="Scale">Reciprocal deviation.</param>
internal readonly record struct RowMoments<T>(T Shift, T Mean, double Scale)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Measures a row that has at least one element.</summary>
    public static RowMoments<T> Of(ReadOnlySpan<T> row, bool isCentred, double epsilon)
    {
        var (shift, mean) = (T.Zero, 0.0);
        if (isCentred)
        {
            shift = row[0];
            mean = double.CreateTruncating(Sums(row, shift, T.Zero).Plain) / row.Length;
        }

        var rounded = T.CreateTruncating(mean);
        var (rest, squares) = Sums(row, shift, rounded);
        var left = isCentred ? double.CreateTruncating(rest) / row.Length : 0;
        var variance = Math.Max(0, double.CreateTruncating(squares) / row.Length - left * left);
        mean = double.CreateTruncating(rounded) + left;
        return new(shift, T.CreateTruncating(mean), 1 / Math.Sqrt(variance + epsilon));
    }

    /// <summary><c>Σ (x - shift - mean)</c> and the sum of the squares.</summary>
    private static (T Plain, T Squares) Sums(ReadOnlySpan<T> x, T shift, T mean)
    {
        var (i, plain, squares) = (0, T.Zero, T.Zero);
        if (Lanes512<T>.IsSupported) Add<LanePair<Lanes512<T>, T>>(x, shift, mean, ref i, ref plain, ref squares);
        if (Lanes128<T>.IsSupported) Add<Lanes128<T>>(x, shift, mean, ref i, ref plain, ref squares);
        Add<Lanes1<T>>(x, shift, mean, ref i, ref plain, ref squares);
        return (plain, squares);
    }

    private static void Add<TLanes>(ReadOnlySpan<T> x, T shift, T mean, ref int i, ref T plain, ref T squares)
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (i > x.Length - TLanes.Count) return;
        ref var from = ref MemoryMarshal.GetReference(x);
        var (first, second) = (TLanes.All(shift), TLanes.All(mean));
        TLanes sum = TLanes.Zero, square = TLanes.Zero;
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
        {
            var centred = TLanes.Load(ref from, i) - first - second;
            sum += centred;
            square = TLanes.Fma(centred, centred, square);
        }

        plain += sum.Sum();
        squares += square.Sum();
    }
}
