using System.Numerics;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Reductions of one contiguous row: two registers run side by side, then halves are folded.</summary>
internal static class RowReductions
{
    /// <summary><c>Σ x</c>.</summary>
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (i, sum) = (0, T.Zero);
        if (Lanes512<T>.IsSupported) sum += Sum<LanePair<Lanes512<T>, T>, T>(x, ref i);
        if (Lanes128<T>.IsSupported) sum += Sum<Lanes128<T>, T>(x, ref i);
        return sum + Sum<Lanes1<T>, T>(x, ref i);
    }

    /// <summary><c>Σ x·y</c>.</summary>
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, x.Length);
        var (i, sum) = (0, T.Zero);
        if (Lanes512<T>.IsSupported) sum += Dot<LanePair<Lanes512<T>, T>, T>(x, y, ref i);
        if (Lanes128<T>.IsSupported) sum += Dot<Lanes128<T>, T>(x, y, ref i);
        return sum + Dot<Lanes1<T>, T>(x, y, ref i);
    }

    /// <summary>Largest number; NaN where there is one, -∞ for nothing.</summary>
    public static T Max<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (i, max) = (0, T.NegativeInfinity);
        if (Lanes512<T>.IsSupported) max = T.Max(max, Max<Lanes512<T>, T>(x, ref i));
        if (Lanes128<T>.IsSupported) max = T.Max(max, Max<Lanes128<T>, T>(x, ref i));
        return T.Max(max, Max<Lanes1<T>, T>(x, ref i));
    }

    private static T Sum<TLanes, T>(ReadOnlySpan<T> x, ref int i)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        var sum = TLanes.Zero;
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count) sum += TLanes.Load(ref from, i);
        return sum.Sum();
    }

    private static T Dot<TLanes, T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ref int i)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        var sum = TLanes.Zero;
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
        {
            sum = TLanes.Fma(TLanes.Load(ref left, i), TLanes.Load(ref right, i), sum);
        }

        return sum.Sum();
    }

    private static T Max<TLanes, T>(ReadOnlySpan<T> x, ref int i)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        var max = TLanes.All(T.NegativeInfinity);
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
        {
            var value = TLanes.Load(ref from, i);
            max = TLanes.IfGreaterOrNaN(value, max, value, max);
        }

        return max.Largest();
    }
}
