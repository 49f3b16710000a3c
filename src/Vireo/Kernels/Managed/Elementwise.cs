using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Short loops over contiguous numbers that several kernels need.</summary>
internal static class Elementwise
{
    /// <summary><c>target += source</c>.</summary>
    public static void Add<T>(ReadOnlySpan<T> source, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, source.Length);
        var done = 0;
        if (Lanes512<T>.IsSupported) done = Add<Lanes512<T>, T>(source, target, done);
        if (Lanes128<T>.IsSupported) done = Add<Lanes128<T>, T>(source, target, done);
        Add<Lanes1<T>, T>(source, target, done);
    }

    private static int Add<TLanes, T>(ReadOnlySpan<T> source, Span<T> target, int i)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        ref var from = ref Unsafe.AsRef(in MemoryMarshal.GetReference(source));
        ref var to = ref MemoryMarshal.GetReference(target);
        for (; i <= source.Length - TLanes.Count; i += TLanes.Count)
        {
            (TLanes.Load(ref to, i) + TLanes.Load(ref from, i)).Store(ref to, i);
        }

        return i;
    }
}
