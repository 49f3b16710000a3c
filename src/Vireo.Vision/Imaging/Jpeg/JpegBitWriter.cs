namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Writes codes of any length; a zero follows each byte of 255.</summary>
internal sealed class JpegBitWriter(List<byte> file)
{
    private ulong _bits;
    private int _count;

    /// <summary>Writes the lowest <paramref name="count"/> bits, at most 32.</summary>
    public void Write(int bits, int count)
    {
        _bits = _bits << count | ((uint)bits & ((1UL << count) - 1));
        for (_count += count; _count >= 8; _count -= 8)
        {
            var value = (byte)(_bits >> (_count - 8));
            file.Add(value);
            if (value == 0xFF)
                file.Add(0);
        }
    }

    /// <summary>Fills the last byte with ones.</summary>
    public void Flush() => Write(127, (8 - _count % 8) % 8);
}
