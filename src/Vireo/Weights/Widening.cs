using System.Runtime.InteropServices;

namespace Vireo.Weights;

/// <summary>Elements of other types as floats.</summary>
internal static class Widening
{
    /// <summary>Converts little-endian elements of a type, one float each.</summary>
    public static void ToSingle(DType type, ReadOnlySpan<byte> from, Span<float> to)
    {
        switch (type)
        {
            case DType.F32: from.CopyTo(MemoryMarshal.AsBytes(to)); break;
            case DType.F64: Convert<double>(from, to, static x => (float)x); break;
            case DType.BF16: Convert<ushort>(from, to, BFloat16ToSingle); break;
            case DType.I8: Convert<sbyte>(from, to, static x => x); break;
            case DType.I32: Convert<int>(from, to, static x => x); break;
            case DType.I64: Convert<long>(from, to, static x => x); break;
            case DType.U8 or DType.Bool: Convert<byte>(from, to, static x => x); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type");
        }
    }

    /// <summary>Half-precision elements as floats, exactly.</summary>
    public static void HalfToSingle(ReadOnlySpan<byte> from, Span<float> to) =>
        Convert<Half>(from, to, static x => (float)x);

    private static float BFloat16ToSingle(ushort upperHalf) => BitConverter.UInt32BitsToSingle((uint)upperHalf << 16);

    private static void Convert<T>(ReadOnlySpan<byte> from, Span<float> to, Func<T, float> convert)
        where T : unmanaged
    {
        var elements = MemoryMarshal.Cast<byte, T>(from);
        for (var i = 0; i < to.Length; i++) to[i] = convert(elements[i]);
    }
}
