using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Reads the bits of entropy-coded data; stops at a marker, and gives zeros from there on.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _padding;

    /// <summary>The next bits, from the top; below <see cref="Count"/> they are zeros or the bits that follow.</summary>
    public ulong Bits;

    /// <summary>Bits at hand.</summary>
    public int Count;

    /// <summary>First byte that has not been taken in.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Whether bits were used that the data does not have.</summary>
    public readonly bool Overran => Count < _padding;

    /// <summary>Makes sure that at least 56 bits are at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (Count >= 56)
            return;
        if (Position + 8 <= _data.Length)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_data.Slice(Position, 8));
            // Without a byte of 255 there is neither stuffing nor a marker. The bits beyond those counted are the true
            // ones as well, so that taking them in again later changes nothing.
            if ((((~next) - 0x0101010101010101) & next & 0x8080808080808080) == 0)
            {
                Bits |= next >> Count;
                Position += (63 - Count) >> 3;
                Count |= 56;
                return;
            }
        }

        FillByBytes();
    }

    /// <summary>Takes some bits, at most 16.</summary>
    public int Take(int count)
    {
        if (count == 0)
            return 0;
        if (Count < count)
            Fill();
        var value = (int)(Bits >> (64 - count));
        Bits <<= count;
        Count -= count;
        return value;
    }

    /// <summary>Takes one code; −1 when it does not exist.</summary>
    public int TakeSymbol(JpegHuffman table)
    {
        if (Count < 16)
            Fill();
        var entry = table.Entries[(int)(Bits >> (64 - JpegHuffman.LookBits))];
        var symbol = (entry >> 8) & 255;
        // An entry with its value consumes that too; here the code alone is wanted.
        var length = (entry & 31) - ((entry & JpegHuffman.Complete) != 0 ? symbol & 15 : 0);
        if (length <= 0)
        {
            entry = table.Search(Bits);
            (length, symbol) = (entry & 31, (entry >> 8) & 255);
            if (length == 0)
                return -1;
        }

        Bits <<= length;
        Count -= length;
        return symbol;
    }

    /// <summary>Drops what is left of an interval and moves behind the restart marker; false when another marker, or
    /// none, is there.</summary>
    public bool Restart(int number)
    {
        (Bits, Count, _padding) = (0, 0, 0);
        for (var at = Position; at + 1 < _data.Length; at++)
        {
            if (_data[at] != 0xFF || _data[at + 1] is 0 or 0xFF)
                continue;

            Position = at + 2;
            return _data[at + 1] == JpegMarker.Restart0 + number;
        }

        return false;
    }

    private void FillByBytes()
    {
        while (Count <= 56)
        {
            if (Position >= _data.Length || (_data[Position] == 0xFF && !IsStuffed()))
                _padding += 8;
            else
            {
                var value = _data[Position];
                Bits |= (ulong)value << (56 - Count);
                Position += value == 0xFF ? 2 : 1;
            }

            Count += 8;
        }
    }

    private readonly bool IsStuffed() => Position + 1 < _data.Length && _data[Position + 1] == 0;
}
