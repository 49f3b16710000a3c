using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vireo.Kernels.Managed;

/// <summary>Brain floats to and from single precision, many at once. They are the upper halves of singles: wider is a
/// shift, narrower rounds to nearest, ties to even, and keeps NaN.</summary>
/// <remarks>The runtime offers no instruction for it; integer lanes do.</remarks>
internal static class BrainFloat
{
    private const uint QuietBit = 0x40;

    /// <summary>16 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen512(ref ushort source)
    {
        var bits = Vector256.LoadUnsafe(ref source);
        var wide = Avx512F.IsSupported
            ? Avx512F.ConvertToVector512UInt32(bits)
            : Vector512.Create(Vector256.WidenLower(bits), Vector256.WidenUpper(bits));
        return Vector512.ShiftLeft(wide, 16).AsSingle();
    }

    /// <summary>8 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen256(ref ushort source)
    {
        var bits = Vector128.LoadUnsafe(ref source);
        var wide = Avx2.IsSupported
            ? Avx2.ConvertToVector256Int32(bits).AsUInt32()
            : Vector256.Create(Vector128.WidenLower(bits), Vector128.WidenUpper(bits));
        return Vector256.ShiftLeft(wide, 16).AsSingle();
    }

    /// <summary>4 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Widen128(ref ushort source)
    {
        var bits = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref source)));
        return Vector128.ShiftLeft(Vector128.WidenLower(bits.AsUInt16()), 16).AsSingle();
    }

    /// <summary>16 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow(Vector512<float> value, ref ushort target)
    {
        var bits = value.AsUInt32();
        var odd = Vector512.ShiftRightLogical(bits, 16) & Vector512<uint>.One;
        var rounded = bits + Vector512.Create(0x7FFFu) + odd;
        var quiet = bits | Vector512.Create(QuietBit << 16);
        var isNumber = Vector512.Equals(value, value).AsUInt32();
        var kept = Vector512.ShiftRightLogical(Vector512.ConditionalSelect(isNumber, rounded, quiet), 16);
        var narrow = Avx512F.IsSupported
            ? Avx512F.ConvertToVector256UInt16(kept)
            : Vector256.Narrow(kept.GetLower(), kept.GetUpper());
        narrow.StoreUnsafe(ref target);
    }

    /// <summary>8 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow(Vector256<float> value, ref ushort target)
    {
        var bits = value.AsUInt32();
        var odd = Vector256.ShiftRightLogical(bits, 16) & Vector256<uint>.One;
        var rounded = bits + Vector256.Create(0x7FFFu) + odd;
        var quiet = bits | Vector256.Create(QuietBit << 16);
        var isNumber = Vector256.Equals(value, value).AsUInt32();
        var kept = Vector256.ShiftRightLogical(Vector256.ConditionalSelect(isNumber, rounded, quiet), 16);
        Vector128.Narrow(kept.GetLower(), kept.GetUpper()).StoreUnsafe(ref target);
    }

    /// <summary>4 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow(Vector128<float> value, ref ushort target)
    {
        var bits = value.AsUInt32();
        var odd = Vector128.ShiftRightLogical(bits, 16) & Vector128<uint>.One;
        var rounded = bits + Vector128.Create(0x7FFFu) + odd;
        var quiet = bits | Vector128.Create(QuietBit << 16);
        var isNumber = Vector128.Equals(value, value).AsUInt32();
        var kept = Vector128.ShiftRightLogical(Vector128.ConditionalSelect(isNumber, rounded, quiet), 16);
        var four = Vector128.Narrow(kept, kept).AsUInt64().ToScalar();
        Unsafe.WriteUnaligned(ref Unsafe.As<ushort, byte>(ref target), four);
    }

    /// <summary>All elements of a span.</summary>
    public static void Widen(ReadOnlySpan<ushort> source, Span<float> target)
    {
        ref var x = ref MemoryMarshal.GetReference(source);
        ref var y = ref MemoryMarshal.GetReference(target[..source.Length]);
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= source.Length - 16; i += 16)
                Widen512(ref Unsafe.Add(ref x, i)).StoreUnsafe(ref y, (nuint)i);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= source.Length - 4; i += 4)
                Widen128(ref Unsafe.Add(ref x, i)).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < source.Length; i++) target[i] = BFloat.ToSingle(source[i]);
    }

    /// <summary>All elements of a span, rounded.</summary>
    public static void Narrow(ReadOnlySpan<float> source, Span<ushort> target)
    {
        ref var x = ref MemoryMarshal.GetReference(source);
        ref var y = ref MemoryMarshal.GetReference(target[..source.Length]);
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= source.Length - 16; i += 16)
                Narrow(Vector512.LoadUnsafe(ref x, (nuint)i), ref Unsafe.Add(ref y, i));
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= source.Length - 4; i += 4)
                Narrow(Vector128.LoadUnsafe(ref x, (nuint)i), ref Unsafe.Add(ref y, i));
        }

        for (; i < source.Length; i++) target[i] = BFloat.FromSingle(source[i]);
    }
}
