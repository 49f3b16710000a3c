using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vireo.Kernels.Managed;

/// <summary>128 bits of <typeparamref name="T"/>.</summary>
internal readonly struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static Lanes128<T> Zero => new(Vector128<T>.Zero);

    public Vector128<T> Value => _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> All(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref T source, nint index) =>
        new(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, index)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint index) => _value.StoreUnsafe(ref Unsafe.Add(ref target, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Read<TData>(ref TData source, nint index)
        where TData : unmanaged
    {
        ref var first = ref Unsafe.Add(ref source, index);
        return typeof(TData) == typeof(T)
            ? new(Vector128.LoadUnsafe(ref Unsafe.As<TData, T>(ref first)))
            : new(BrainFloat.Widen128(ref Unsafe.As<TData, ushort>(ref first)).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TData>(ref TData target, nint index)
        where TData : unmanaged
    {
        ref var first = ref Unsafe.Add(ref target, index);
        if (typeof(TData) == typeof(T)) _value.StoreUnsafe(ref Unsafe.As<TData, T>(ref first));
        else BrainFloat.Narrow(_value.As<T, float>(), ref Unsafe.As<TData, ushort>(ref first));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Fma(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c)
    {
        if (typeof(T) == typeof(float))
        {
            return new(Vector128.FusedMultiplyAdd(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle())
                .As<float, T>());
        }

        return new(Vector128.FusedMultiplyAdd(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble())
            .As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Sqrt(Lanes128<T> a) => new(Vector128.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> IfGreater(Lanes128<T> a, Lanes128<T> b, Lanes128<T> then, Lanes128<T> otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> IfGreaterOrNaN(Lanes128<T> a, Lanes128<T> b, Lanes128<T> then, Lanes128<T> otherwise)
    {
        var mask = Vector128.GreaterThan(a._value, b._value) | ~Vector128.Equals(a._value, a._value);
        return new(Vector128.ConditionalSelect(mask, then._value, otherwise._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> PowerOfTwo(Lanes128<T> n)
    {
        // Adding 1.5 · 2^23 leaves the number in the low bits of the mantissa; a shift makes it the exponent.
        if (typeof(T) == typeof(float))
        {
            var biased = n._value.AsSingle() + Vector128.Create(12582912f + 127f);
            return new(Vector128.ShiftLeft(biased.AsInt32(), 23).As<int, T>());
        }

        var wide = n._value.AsDouble() + Vector128.Create(6755399441055744d + 1023d);
        return new(Vector128.ShiftLeft(wide.AsInt64(), 52).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreIntegers(ref int target, nint index)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128.ConvertToInt32(_value.AsSingle()).StoreUnsafe(ref Unsafe.Add(ref target, index));
            return;
        }

        var wide = Vector128.ConvertToInt64(_value.AsDouble());
        for (var i = 0; i < Count; i++) Unsafe.Add(ref target, index + i) = (int)wide.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSigns(ref byte bits, nint index)
    {
        var signs = Vector128.ExtractMostSignificantBits(Vector128.GreaterThan(_value, Vector128<T>.Zero));
        SignBits.Store(ref bits, index, signs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes128<T> KeepWhere(ref byte bits, nint index)
    {
        if (typeof(T) == typeof(float))
        {
            var ones = Vector128.Create((int)SignBits.Load(ref bits, index)) & Vector128.Create(0x1, 0x2, 0x4, 0x8);
            var gone = Vector128.Equals(ones, Vector128<int>.Zero).As<int, T>();
            return new(Vector128.ConditionalSelect(gone, Vector128<T>.Zero, _value));
        }

        var wide = Vector128.Create((long)SignBits.Load(ref bits, index)) & Vector128.Create(0x1L, 0x2L);
        var lost = Vector128.Equals(wide, Vector128<long>.Zero).As<long, T>();
        return new(Vector128.ConditionalSelect(lost, Vector128<T>.Zero, _value));
    }

    public T Sum()
    {
        var sum = _value.GetElement(0);
        for (var i = 1; i < Count; i++) sum += _value.GetElement(i);
        return sum;
    }

    public T Largest()
    {
        var largest = _value.GetElement(0);
        for (var i = 1; i < Count; i++) largest = T.Max(largest, _value.GetElement(i));
        return largest;
    }
}
