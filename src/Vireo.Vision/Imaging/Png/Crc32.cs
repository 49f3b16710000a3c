namespace Vireo.Vision.Imaging.Png;

/// <summary>The 32-bit checksum of PNG chunks (polynomial 0xEDB88320, reflected).</summary>
internal static class Crc32
{
    private static readonly uint[] _table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = _table[(byte)(crc ^ value)] ^ (crc >> 8);

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
