using System.Numerics;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Runs of numbers, mixed.</summary>
internal static class WeightedSum
{
    /// <summary><c>target = Σ weight · run</c> over runs as long as the target.</summary>
    /// <param name="source">What holds the runs.</param>
    /// <param name="places">Where each begins, in steps.</param>
    /// <param name="weights">Weight of each.</param>
    /// <param name="step">Elements of a step.</param>
    /// <param name="target">The sum.</param>
    public static void Of<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<int> places, ReadOnlySpan<T> weights, int step, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        if (Lanes512<T>.IsSupported) i = Of<Lanes512<T>, T>(source, places, weights, step, target, i);
        if (Lanes256<T>.IsSupported) i = Of<Lanes256<T>, T>(source, places, weights, step, target, i);
        if (Lanes128<T>.IsSupported) i = Of<Lanes128<T>, T>(source, places, weights, step, target, i);
        Of<Lanes1<T>, T>(source, places, weights, step, target, i);
    }

    /// <summary><c>target += weight · source</c>.</summary>
    public static void Add<T>(ReadOnlySpan<T> source, T weight, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        if (Lanes512<T>.IsSupported) i = Add<Lanes512<T>, T>(source, weight, target, i);
        if (Lanes128<T>.IsSupported) i = Add<Lanes128<T>, T>(source, weight, target, i);
        Add<Lanes1<T>, T>(source, weight, target, i);
    }

    private static int Of<TLanes, T>(
        ReadOnlySpan<T> source, ReadOnlySpan<int> places, ReadOnlySpan<T> weights, int step, Span<T> target, int i)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (; i <= target.Length - TLanes.Count; i += TLanes.Count)
        {
            var sum = TLanes.Zero;
            for (var k = 0; k < places.Length; k++)
            {
                sum = TLanes.Fma(TLanes.Load(ref from, (nint)places[k] * step + i), TLanes.All(weights[k]), sum);
            }

            sum.Store(ref to, i);
        }

        return i;
    }

    private static int Add<TLanes, T>(ReadOnlySpan<T> source, T weight, Span<T> target, int i)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        var factor = TLanes.All(weight);
        for (; i <= source.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Fma(TLanes.Load(ref from, i), factor, TLanes.Load(ref to, i)).Store(ref to, i);
        }

        return i;
    }
}
