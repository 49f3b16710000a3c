using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vireo.Kernels.Managed;

/// <summary>512 bits of <typeparamref name="T"/>.</summary>
internal readonly struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    public static Lanes512<T> Zero => new(Vector512<T>.Zero);

    public Vector512<T> Value => _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> All(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref T source, nint index) =>
        new(Vector512.LoadUnsafe(ref Unsafe.Add(ref source, index)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint index) => _value.StoreUnsafe(ref Unsafe.Add(ref target, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Read<TData>(ref TData source, nint index)
        where TData : unmanaged
    {
        ref var first = ref Unsafe.Add(ref source, index);
        return typeof(TData) == typeof(T)
            ? new(Vector512.LoadUnsafe(ref Unsafe.As<TData, T>(ref first)))
            : new(BrainFloat.Widen512(ref Unsafe.As<TData, ushort>(ref first)).As<float, T>());
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
    public static Lanes512<T> Fma(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c)
    {
        if (typeof(T) == typeof(float))
        {
            return new(Vector512.FusedMultiplyAdd(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle())
                .As<float, T>());
        }

        return new(Vector512.FusedMultiplyAdd(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble())
            .As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Sqrt(Lanes512<T> a) => new(Vector512.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IfGreater(Lanes512<T> a, Lanes512<T> b, Lanes512<T> then, Lanes512<T> otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a._value, b._value), then._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> IfGreaterOrNaN(Lanes512<T> a, Lanes512<T> b, Lanes512<T> then, Lanes512<T> otherwise)
    {
        var mask = Vector512.GreaterThan(a._value, b._value) | ~Vector512.Equals(a._value, a._value);
        return new(Vector512.ConditionalSelect(mask, then._value, otherwise._value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> PowerOfTwo(Lanes512<T> n)
    {
        // Adding 1.5 · 2^23 leaves the number in the low bits of the mantissa; a shift makes it the exponent.
        if (typeof(T) == typeof(float))
        {
            var biased = n._value.AsSingle() + Vector512.Create(12582912f + 127f);
            return new(Vector512.ShiftLeft(biased.AsInt32(), 23).As<int, T>());
        }

        var wide = n._value.AsDouble() + Vector512.Create(6755399441055744d + 1023d);
        return new(Vector512.ShiftLeft(wide.AsInt64(), 52).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreIntegers(ref int target, nint index)
    {
        if (typeof(T) == typeof(float))
        {
            Vector512.ConvertToInt32(_value.AsSingle()).StoreUnsafe(ref Unsafe.Add(ref target, index));
            return;
        }

        var wide = Vector512.ConvertToInt64(_value.AsDouble());
        for (var i = 0; i < Count; i++) Unsafe.Add(ref target, index + i) = (int)wide.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSigns(ref byte bits, nint index)
    {
        var signs = Vector512.ExtractMostSignificantBits(Vector512.GreaterThan(_value, Vector512<T>.Zero));
        if (Count == 16) SignBits.Store16(ref bits, index, (ushort)signs);
        else SignBits.Store(ref bits, index, (uint)signs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes512<T> KeepWhere(ref byte bits, nint index)
    {
        if (typeof(T) == typeof(float))
        {
            var ones = Vector512.Create((int)SignBits.Load16(ref bits, index))
                & Vector512.Create(
                    0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80,
                    0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4000, 0x8000);
            var gone = Vector512.Equals(ones, Vector512<int>.Zero).As<int, T>();
            return new(Vector512.ConditionalSelect(gone, Vector512<T>.Zero, _value));
        }

        var wide = Vector512.Create((long)SignBits.Load(ref bits, index))
                & Vector512.Create(0x1L, 0x2L, 0x4L, 0x8L, 0x10L, 0x20L, 0x40L, 0x80L);
        var lost = Vector512.Equals(wide, Vector512<long>.Zero).As<long, T>();
        return new(Vector512.ConditionalSelect(lost, Vector512<T>.Zero, _value));
    }

    public T Sum() => (new Lanes256<T>(_value.GetLower()) + new Lanes256<T>(_value.GetUpper())).Sum();

    public T Largest()
    {
        var (low, high) = (new Lanes256<T>(_value.GetLower()), new Lanes256<T>(_value.GetUpper()));
        return Lanes256<T>.IfGreaterOrNaN(high, low, high, low).Largest();
    }
}
