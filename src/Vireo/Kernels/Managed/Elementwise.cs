using System.Numerics;
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
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (; i <= source.Length - TLanes.Count; i += TLanes.Count)
        {
            (TLanes.Load(ref to, i) + TLanes.Load(ref from, i)).Store(ref to, i);
        }

        return i;
    }

    /// <summary><c>target = source · scale + shift</c>.</summary>
    public static void Affine<T>(ReadOnlySpan<T> source, T scale, T shift, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, source.Length);
        var done = 0;
        if (Lanes512<T>.IsSupported) done = Affine<Lanes512<T>, T>(source, scale, shift, target, done);
        if (Lanes128<T>.IsSupported) done = Affine<Lanes128<T>, T>(source, scale, shift, target, done);
        Affine<Lanes1<T>, T>(source, scale, shift, target, done);
    }

    /// <summary><c>target = a · (b - shift)</c>.</summary>
    public static void ShiftedProduct<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T shift, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, a.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(b.Length, a.Length);
        var done = 0;
        if (Lanes512<T>.IsSupported) done = ShiftedProduct<Lanes512<T>, T>(a, b, shift, target, done);
        if (Lanes128<T>.IsSupported) done = ShiftedProduct<Lanes128<T>, T>(a, b, shift, target, done);
        ShiftedProduct<Lanes1<T>, T>(a, b, shift, target, done);
    }

    private static int Affine<TLanes, T>(ReadOnlySpan<T> source, T scale, T shift, Span<T> target, int i)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        var (factor, addend) = (TLanes.All(scale), TLanes.All(shift));
        for (; i <= source.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Fma(TLanes.Load(ref from, i), factor, addend).Store(ref to, i);
        }

        return i;
    }

    private static int ShiftedProduct<TLanes, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T shift, Span<T> target, int i)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        ref var to = ref MemoryMarshal.GetReference(target);
        var subtrahend = TLanes.All(shift);
        for (; i <= a.Length - TLanes.Count; i += TLanes.Count)
        {
            (TLanes.Load(ref left, i) * (TLanes.Load(ref right, i) - subtrahend)).Store(ref to, i);
        }

        return i;
    }
}
