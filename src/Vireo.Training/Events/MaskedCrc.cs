using System.Buffers.Binary;
using System.Numerics;

namespace Vireo.Training.Events;

/// <summary>The checksum of event records: CRC-32C, turned and shifted so that a checksum of checksums stays
/// sound.</summary>
internal static class MaskedCrc
{
    private const uint Shift = 0xa282ead8;

    /// <summary>CRC-32C (Castagnoli) of some bytes.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var rest in bytes) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }

    /// <summary><c>rotate_right(crc, 15) + 0xa282ead8</c>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Crc32C(bytes), 15) + Shift);
}
