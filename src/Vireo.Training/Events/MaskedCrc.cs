using System.Numerics;
using Vireo.Files;

namespace Vireo.Training.Events;

/// <summary>The checksum of event records: CRC-32C, turned and shifted so that a checksum of checksums stays
/// sound.</summary>
internal static class MaskedCrc
{
    private const uint Shift = 0xa282ead8;

    /// <summary><c>rotate_right(crc, 15) + 0xa282ead8</c>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) =>
        unchecked(BitOperations.RotateRight(Crc32C.Of(bytes), 15) + Shift);
}
