using System.Numerics;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Arithmetic of runs of neighbouring channels. Sums are in an order that depends on the length
/// alone.</summary>
internal static class ChannelRun
{
    /// <summary><c>target += factor · source</c>.</summary>
    public static void AddScaled<T>(ReadOnlySpan<T> source, T factor, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var from = MemoryMarshal.Cast<T, Vector<T>>(source);
        var to = MemoryMarshal.Cast<T, Vector<T>>(target);
        var factors = new Vector<T>(factor);
        for (var i = 0; i < from.Length; i++) to[i] += from[i] * factors;
        for (var i = from.Length * Vector<T>.Count; i < source.Length; i++) target[i] += source[i] * factor;
    }

    /// <summary><c>Σ a · b</c>.</summary>
    public static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var left = MemoryMarshal.Cast<T, Vector<T>>(a);
        var right = MemoryMarshal.Cast<T, Vector<T>>(b);
        var sums = Vector<T>.Zero;
        for (var i = 0; i < left.Length; i++) sums += left[i] * right[i];
        var sum = Vector.Sum(sums);
        for (var i = left.Length * Vector<T>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
