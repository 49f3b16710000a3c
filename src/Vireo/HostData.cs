using System.Runtime.InteropServices;
using Vireo.Kernels;
using Vireo.Native;

namespace Vireo;

/// <summary>Moves numbers between memory in any type and layout and row-major arrays of doubles.</summary>
internal static class HostData
{
    public static void RequireType<T>(DType type)
        where T : unmanaged
    {
        if (TypeOf<T>() is not { } asked || (asked != type && !(asked == DType.U8 && type == DType.Bool)))
        {
            throw new InvalidOperationException($"the elements are {type}, not {typeof(T).Name}");
        }
    }

    public static DType? TypeOf<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.F32
        : typeof(T) == typeof(double) ? DType.F64
        : typeof(T) == typeof(int) ? DType.I32
        : typeof(T) == typeof(long) ? DType.I64
        : typeof(T) == typeof(byte) ? DType.U8
        : typeof(T) == typeof(sbyte) ? DType.I8
        : typeof(T) == typeof(bool) ? DType.Bool
        : null;

    /// <summary>All elements in logical row-major order.</summary>
    public static double[] Load(MemorySlice memory, Operand operand)
    {
        var values = new double[checked((int)operand.Shape.Count)];
        switch (operand.DType)
        {
            case DType.F32: Widen(memory.Span<float>(), values); break;
            case DType.F64: memory.Span<double>()[..values.Length].CopyTo(values); break;
            case DType.BF16: Widen(memory.Span<ushort>(), values, static x => BFloat.ToSingle(x)); break;
            case DType.I32: Widen(memory.Span<int>(), values, static x => x); break;
            case DType.I64: Widen(memory.Span<long>(), values, static x => x); break;
            case DType.I8: Widen(memory.Span<sbyte>(), values, static x => x); break;
            default: Widen(memory.Span<byte>(), values, static x => x); break;
        }

        return operand.Layout == Layout.RowMajor ? values : Reordered(values, operand, toRowMajor: true);
    }

    /// <summary>Writes row-major numbers, rounding to the element type (integers toward zero).</summary>
    public static void Store(ReadOnlySpan<double> values, MemorySlice memory, Operand operand)
    {
        if (operand.Layout != Layout.RowMajor) values = Reordered(values.ToArray(), operand, toRowMajor: false);
        switch (operand.DType)
        {
            case DType.F32: Narrow(values, memory.Span<float>(), static x => (float)x); break;
            case DType.F64: values.CopyTo(memory.Span<double>()); break;
            case DType.BF16: Narrow(values, memory.Span<ushort>(), static x => BFloat.FromSingle((float)x)); break;
            case DType.I32: Narrow(values, memory.Span<int>(), static x => (int)x); break;
            case DType.I64: Narrow(values, memory.Span<long>(), static x => (long)x); break;
            case DType.I8: Narrow(values, memory.Span<sbyte>(), static x => (sbyte)x); break;
            case DType.Bool: Narrow(values, memory.Span<byte>(), static x => x != 0 ? (byte)1 : (byte)0); break;
            default: Narrow(values, memory.Span<byte>(), static x => (byte)x); break;
        }
    }

    /// <summary>Copies elements as they are, from an array in one layout to an array in the other.</summary>
    public static T[] ToRowMajor<T>(ReadOnlySpan<T> physical, Operand operand)
        where T : unmanaged =>
        operand.Layout == Layout.RowMajor ? physical.ToArray()
            : Reordered(physical.ToArray(), operand, toRowMajor: true);

    private static T[] Reordered<T>(T[] source, Operand operand, bool toRowMajor)
    {
        var target = new T[source.Length];
        int n = operand.Shape[0], c = operand.Shape[1], plane = operand.Shape[2] * operand.Shape[3];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < c; k++)
            {
                for (var p = 0; p < plane; p++)
                {
                    var logical = (i * c + k) * plane + p;
                    var physical = (i * plane + p) * c + k;
                    if (toRowMajor) target[logical] = source[physical];
                    else target[physical] = source[logical];
                }
            }
        }

        return target;
    }

    private static void Widen(ReadOnlySpan<float> x, Span<double> y)
    {
        for (var i = 0; i < y.Length; i++) y[i] = x[i];
    }

    private static void Widen<T>(ReadOnlySpan<T> x, Span<double> y, Func<T, double> convert)
    {
        for (var i = 0; i < y.Length; i++) y[i] = convert(x[i]);
    }

    private static void Narrow<T>(ReadOnlySpan<double> x, Span<T> y, Func<double, T> convert)
    {
        for (var i = 0; i < x.Length; i++) y[i] = convert(x[i]);
    }

    /// <summary>The bytes of an array of numbers.</summary>
    public static ReadOnlySpan<byte> Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values);
}
