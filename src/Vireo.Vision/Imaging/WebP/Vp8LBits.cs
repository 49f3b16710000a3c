namespace Vireo.Vision.Imaging.WebP;

/// <summary>Reads the bits of a lossless picture, the lowest first; gives zeros beyond the end.</summary>
internal ref struct Vp8LBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _bits;
    private int _count;
    private int _position;
    private int _padding;

    /// <summary>Whether bits were used that the data does not have.</summary>
    public readonly bool Overran => _count < _padding;

    /// <summary>The next bits without taking them, at most 16.</summary>
    public int Peek(int count)
    {
        if (_count < count)
            Fill();
        return (int)(_bits & ((1UL << count) - 1));
    }

    public void Skip(int count)
    {
        _bits >>= count;
        _count -= count;
    }

    /// <summary>Takes bits, at most 16.</summary>
    public int Take(int count)
    {
        var value = Peek(count);
        Skip(count);
        return value;
    }

    /// <summary>Takes one bit as a yes or no.</summary>
    public bool Flag() => Take(1) != 0;

    private void Fill()
    {
        for (; _count <= 56; _count += 8)
        {
            if (_position < _data.Length)
                _bits |= (ulong)_data[_position++] << _count;
            else
                _padding += 8;
        }
    }
}
