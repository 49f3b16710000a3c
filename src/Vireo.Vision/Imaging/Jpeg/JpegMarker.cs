namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Walks from marker to marker.</summary>
internal static class JpegMarker
{
    public const int HuffmanTables = 0xC4;
    public const int Restart0 = 0xD0;
    public const int Restart7 = 0xD7;
    public const int StartOfImage = 0xD8;
    public const int EndOfImage = 0xD9;
    public const int StartOfScan = 0xDA;
    public const int Quantisation = 0xDB;
    public const int RestartInterval = 0xDD;

    /// <summary>Moves behind the next marker that has a meaning here; entropy-coded data and junk are passed
    /// over.</summary>
    /// <returns>The marker, or −1 at the end of the data.</returns>
    public static int Next(ReadOnlySpan<byte> data, ref int position, bool inScan)
    {
        while (true)
        {
            var step = position < data.Length ? data[position..].IndexOf((byte)0xFF) : -1;
            if (step < 0)
                return -1;

            position += step + 1;
            while (position < data.Length && data[position] == 0xFF)
                position++;
            if (position >= data.Length)
                return -1;

            var marker = data[position++];
            // Stuffed zeros, restart marks and TEM have no body; a start-of-image within the file means nothing.
            if (marker is 0 or 1 or (>= Restart0 and <= StartOfImage) || (inScan && marker < 0xC0))
                continue;

            return marker;
        }
    }

    /// <summary>The content of the block behind a marker.</summary>
    public static ReadOnlySpan<byte> Body(ImageBytes image, int position, int marker)
    {
        var data = image.Data;
        var length = position + 2 <= data.Length ? data[position] << 8 | data[position + 1] : 0;
        if (position + Math.Max(2, length) > data.Length)
            throw image.CutOff($"the JPEG block with marker 0x{marker:X2} is cut off at byte {position}");
        if (length < 2)
            throw image.DamagedAt(position, $"the JPEG block with marker 0x{marker:X2} has a length of {length}");

        return data.AsSpan(position + 2, length - 2);
    }

    /// <summary>Whether a marker begins a frame, of whatever kind.</summary>
    public static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
