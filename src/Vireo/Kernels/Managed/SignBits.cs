using System.Runtime.CompilerServices;

namespace Vireo.Kernels.Managed;

/// <summary>Bits for registers of any width: runs of 1, 2, 4, 8 or 16 at multiples of their length.</summary>
internal static class SignBits
{
    /// <summary>Bytes of the bits of so many channels: a row begins with a byte.</summary>
    public static int RowBytes(int channels) => (channels + 7) / 8;

    /// <summary>Writes up to eight bits; those before them in their byte stay, those behind become zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref byte bits, nint index, uint value)
    {
        ref var target = ref Unsafe.Add(ref bits, index >> 3);
        var place = (int)index & 7;
        target = (byte)(place == 0 ? value : target | (value << place));
    }

    /// <summary>Writes sixteen bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store16(ref byte bits, nint index, ushort value) =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref bits, index >> 3), value);

    /// <summary>The bits from one on, up to the end of its byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(ref byte bits, nint index) => (uint)Unsafe.Add(ref bits, index >> 3) >> ((int)index & 7);

    /// <summary>Sixteen bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Load16(ref byte bits, nint index) =>
        Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref bits, index >> 3));
}
