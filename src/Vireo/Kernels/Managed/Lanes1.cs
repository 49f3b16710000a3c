using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vireo.Kernels.Managed;

/// <summary>A single number: the tail of a row, and the whole of it where there are no vector registers.</summary>
internal readonly struct Lanes1<T>(T value) : ILanes<Lanes1<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _value = value;

    public static int Count => 1;

    public static bool IsSupported => true;

    public static Lanes1<T> Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> All(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Load(ref T source, nint index) => new(Unsafe.Add(ref source, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint index) => Unsafe.Add(ref target, index) = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Read<TData>(ref TData source, nint index)
        where TData : unmanaged
    {
        ref var first = ref Unsafe.Add(ref source, index);
        return typeof(TData) == typeof(T)
            ? new(Unsafe.As<TData, T>(ref first))
            : new(T.CreateTruncating(BFloat.ToSingle(Unsafe.As<TData, ushort>(ref first))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TData>(ref TData target, nint index)
        where TData : unmanaged
    {
        ref var first = ref Unsafe.Add(ref target, index);
        if (typeof(TData) == typeof(T)) Unsafe.As<TData, T>(ref first) = _value;
        else Unsafe.As<TData, ushort>(ref first) = BFloat.FromSingle(float.CreateTruncating(_value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Fma(Lanes1<T> a, Lanes1<T> b, Lanes1<T> c) =>
        new(T.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator +(Lanes1<T> a, Lanes1<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator -(Lanes1<T> a, Lanes1<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator *(Lanes1<T> a, Lanes1<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator /(Lanes1<T> a, Lanes1<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Sqrt(Lanes1<T> a) => new(T.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> IfGreater(Lanes1<T> a, Lanes1<T> b, Lanes1<T> then, Lanes1<T> otherwise) =>
        a._value > b._value ? then : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> IfGreaterOrNaN(Lanes1<T> a, Lanes1<T> b, Lanes1<T> then, Lanes1<T> otherwise) =>
        a._value > b._value || T.IsNaN(a._value) ? then : otherwise;

    public static Lanes1<T> PowerOfTwo(Lanes1<T> n) =>
        new(T.IsNaN(n._value) ? n._value : T.ScaleB(T.One, int.CreateTruncating(n._value)));

    public void StoreIntegers(ref int target, nint index) =>
        Unsafe.Add(ref target, index) = int.CreateTruncating(_value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSigns(ref byte bits, nint index) =>
        SignBits.Store(ref bits, index, _value > T.Zero ? 1u : 0u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes1<T> KeepWhere(ref byte bits, nint index) =>
        (SignBits.Load(ref bits, index) & 1) != 0 ? this : default;

    public T Sum() => _value;

    public T Largest() => _value;
}
