using System.Runtime.CompilerServices;

namespace Vireo.Kernels.Managed;

/// <summary>Two registers side by side, used as one of twice the width.</summary>
internal readonly struct LanePair<TLanes, T>(TLanes low, TLanes high) : ILanes<LanePair<TLanes, T>, T>
    where TLanes : struct, ILanes<TLanes, T>
    where T : unmanaged
{
    private readonly TLanes _low = low;
    private readonly TLanes _high = high;

    public static int Count => 2 * TLanes.Count;

    public static bool IsSupported => TLanes.IsSupported;

    public static LanePair<TLanes, T> Zero => new(TLanes.Zero, TLanes.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> All(T value)
    {
        var all = TLanes.All(value);
        return new(all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> Load(ref T source, nint index) =>
        new(TLanes.Load(ref source, index), TLanes.Load(ref source, index + TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint index)
    {
        _low.Store(ref target, index);
        _high.Store(ref target, index + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> Read<TData>(ref TData source, nint index)
        where TData : unmanaged =>
        new(TLanes.Read(ref source, index), TLanes.Read(ref source, index + TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TData>(ref TData target, nint index)
        where TData : unmanaged
    {
        _low.Write(ref target, index);
        _high.Write(ref target, index + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> Fma(
        LanePair<TLanes, T> a, LanePair<TLanes, T> b, LanePair<TLanes, T> c) =>
        new(TLanes.Fma(a._low, b._low, c._low), TLanes.Fma(a._high, b._high, c._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> operator +(LanePair<TLanes, T> a, LanePair<TLanes, T> b) =>
        new(a._low + b._low, a._high + b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> operator -(LanePair<TLanes, T> a, LanePair<TLanes, T> b) =>
        new(a._low - b._low, a._high - b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> operator *(LanePair<TLanes, T> a, LanePair<TLanes, T> b) =>
        new(a._low * b._low, a._high * b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> operator /(LanePair<TLanes, T> a, LanePair<TLanes, T> b) =>
        new(a._low / b._low, a._high / b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> Sqrt(LanePair<TLanes, T> a) => new(TLanes.Sqrt(a._low), TLanes.Sqrt(a._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> IfGreater(
        LanePair<TLanes, T> a, LanePair<TLanes, T> b, LanePair<TLanes, T> then, LanePair<TLanes, T> otherwise) => new(
        TLanes.IfGreater(a._low, b._low, then._low, otherwise._low),
        TLanes.IfGreater(a._high, b._high, then._high, otherwise._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<TLanes, T> IfGreaterOrNaN(
        LanePair<TLanes, T> a, LanePair<TLanes, T> b, LanePair<TLanes, T> then, LanePair<TLanes, T> otherwise) => new(
        TLanes.IfGreaterOrNaN(a._low, b._low, then._low, otherwise._low),
        TLanes.IfGreaterOrNaN(a._high, b._high, then._high, otherwise._high));

    public static LanePair<TLanes, T> PowerOfTwo(LanePair<TLanes, T> n) =>
        new(TLanes.PowerOfTwo(n._low), TLanes.PowerOfTwo(n._high));

    public void StoreIntegers(ref int target, nint index)
    {
        _low.StoreIntegers(ref target, index);
        _high.StoreIntegers(ref target, index + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSigns(ref byte bits, nint index)
    {
        _low.StoreSigns(ref bits, index);
        _high.StoreSigns(ref bits, index + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LanePair<TLanes, T> KeepWhere(ref byte bits, nint index) =>
        new(_low.KeepWhere(ref bits, index), _high.KeepWhere(ref bits, index + TLanes.Count));

    public T Sum() => (_low + _high).Sum();

    public T Largest() => TLanes.IfGreaterOrNaN(_high, _low, _high, _low).Largest();
}
