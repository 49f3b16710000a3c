using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vireo.Kernels.Managed;

/// <summary>256 bits of <typeparamref name="T"/>.</summary>
internal readonly struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    public static Lanes256<T> Zero => new(Vector256<T>.Zero);

    public Vector256<T> Value => _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> All(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref T source, nint index) =>
        new(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, index)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint index) => _value.StoreUnsafe(ref Unsafe.Add(ref target, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Read<TData>(ref TData source, nint index)
        where TData : unmanaged
    {
        ref var first = ref Unsafe.Add(ref source, index);
        return typeof(TData) == typeof(T)
            ? new(Vector256.LoadUnsafe(ref Unsafe.As<TData, T>(ref first)))
            : new(BrainFloat.Widen256(ref Unsafe.As<TData, ushort>(ref first)).As<float, T>());
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
    public static Lanes256<T> Fma(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c)
    {
        if (typeof(T) == typeof(float))
        {
            return new(Vector256.FusedMultiplyAdd(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle())
                .As<float, T>());
        }

        return new(Vector256.FusedMultiplyAdd(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble())
            .As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Sqrt(Lanes256<T> a) => new(Vector256.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> IfGreater(Lanes256<T> a, Lanes256<T> b, Lanes256<T> then, Lanes256<T> otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> IfGreaterOrNaN(Lanes256<T> a, Lanes256<T> b, Lanes256<T> then, Lanes256<T> otherwise)
    {
        var mask = Vector256.GreaterThan(a._value, b._value) | ~Vector256.Equals(a._value, a._value);
        return new(Vector256.ConditionalSelect(mask, then._value, otherwise._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> PowerOfTwo(Lanes256<T> n)
    {
        // Adding 1.5 · 2^23 leaves the number in the low bits of the mantissa; a shift makes it the exponent.
        if (typeof(T) == typeof(float))
        {
            var biased = n._value.AsSingle() + Vector256.Create(12582912f + 127f);
            return new(Vector256.ShiftLeft(biased.AsInt32(), 23).As<int, T>());
        }

        var wide = n._value.AsDouble() + Vector256.Create(6755399441055744d + 1023d);
        return new(Vector256.ShiftLeft(wide.AsInt64(), 52).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreIntegers(ref int target, nint index)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256.ConvertToInt32(_value.AsSingle()).StoreUnsafe(ref Unsafe.Add(ref target, index));
            return;
        }

        var wide = Vector256.ConvertToInt64(_value.AsDouble());
        for (var i = 0; i < Count; i++) Unsafe.Add(ref target, index + i) = (int)wide.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSigns(ref byte bits, nint index)
    {
        var signs = Vector256.ExtractMostSignificantBits(Vector256.GreaterThan(_value, Vector256<T>.Zero));
        SignBits.Store(ref bits, index, signs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes256<T> KeepWhere(ref byte bits, nint index)
    {
        if (typeof(T) == typeof(float))
        {
            var ones = Vector256.Create((int)SignBits.Load(ref bits, index))
                & Vector256.Create(0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80);
            var gone = Vector256.Equals(ones, Vector256<int>.Zero).As<int, T>();
            return new(Vector256.ConditionalSelect(gone, Vector256<T>.Zero, _value));
        }

        var wide = Vector256.Create((long)SignBits.Load(ref bits, index)) & Vector256.Create(0x1L, 0x2L, 0x4L, 0x8L);
        var lost = Vector256.Equals(wide, Vector256<long>.Zero).As<long, T>();
        return new(Vector256.ConditionalSelect(lost, Vector256<T>.Zero, _value));
    }

    public T Sum() => (new Lanes128<T>(_value.GetLower()) + new Lanes128<T>(_value.GetUpper())).Sum();

    public T Largest()
    {
        var (low, high) = (new Lanes128<T>(_value.GetLower()), new Lanes128<T>(_value.GetUpper()));
        return Lanes128<T>.IfGreaterOrNaN(high, low, high, low).Largest();
    }
}
