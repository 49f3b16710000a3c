using System.Numerics;

namespace Vireo.Vision.Imaging.WebP;

/// <summary>The arithmetic decoder of VP8: each bit has a probability of its own (RFC 6386, section 7).</summary>
internal sealed class Vp8Bits(byte[] data, int start, int length)
{
    private readonly int _end = start + length;
    private int _position = start;
    private uint _value;
    private int _count = -8;

    /// <summary>One less than the range.</summary>
    private uint _range = 254;

    /// <summary>Whether bytes were used that the data does not have.</summary>
    public bool Overran { get; private set; }

    /// <summary>One bit that is 0 with a probability of <paramref name="probability"/> / 256.</summary>
    public bool Flag(int probability)
    {
        if (_count < 0)
            Load();
        var split = _range * (uint)probability >> 8;
        var bit = _value >> _count > split;
        uint range;
        if (bit)
        {
            range = _range - split;
            _value -= (split + 1) << _count;
        }
        else
            range = split + 1;

        // The range is brought back to 128..255.
        var shift = BitOperations.LeadingZeroCount(range) - 24;
        _range = (range << shift) - 1;
        _count -= shift;
        return bit;
    }

    /// <summary>A whole number of that many even bits, the highest first.</summary>
    public int Number(int bits)
    {
        var value = 0;
        while (bits-- > 0)
            value = 2 * value + (Flag(128) ? 1 : 0);
        return value;
    }

    /// <summary>A number with its sign behind it.</summary>
    public int Signed(int bits)
    {
        var value = Number(bits);
        return Flag(128) ? -value : value;
    }

    /// <summary>A signed number that need not be there: then 0.</summary>
    public int Optional(int bits) => Flag(128) ? Signed(bits) : 0;

    private void Load()
    {
        while (_count < 0)
        {
            if (_position < _end)
                _value = _value << 8 | data[_position++];
            else
            {
                Overran = true;
                _value <<= 8;
            }

            _count += 8;
        }
    }
}
