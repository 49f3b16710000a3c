namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>A Huffman table made for looking up: mostly one step finds code and value.</summary>
/// <remarks>An entry: bits 0..4 the length to consume (0: not in the table), bit 6 whether the value's bits are part of
/// that, bits 8..15 the symbol (run and size), bits 16..31 the value.</remarks>
internal sealed class JpegHuffman
{
    public const int LookBits = 10;

    /// <summary>Set in entries that hold the value.</summary>
    public const int Complete = 64;

    private readonly byte[] _values;

    /// <summary>First code of each length that does not exist any more, in 16 bits; and what leads from a code to the
    /// index of its symbol.</summary>
    private readonly int[] _limit = new int[17];
    private readonly int[] _shift = new int[17];

    private JpegHuffman(byte[] values) => _values = values;

    /// <summary>Entries by the next <see cref="LookBits"/> bits.</summary>
    public int[] Entries { get; } = new int[1 << LookBits];

    /// <summary>Largest symbol.</summary>
    public int Largest { get; private set; }

    /// <summary>Builds the table; nothing when the counts describe no prefix code.</summary>
    /// <param name="counts">Codes of the lengths 1 to 16.</param>
    /// <param name="values">Their symbols.</param>
    public static JpegHuffman? Create(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        var table = new JpegHuffman(values.ToArray());
        var (code, index) = (0, 0);
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            table._shift[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length || index >= values.Length)
                    return null;
                table.Largest = Math.Max(table.Largest, values[index]);
                if (length <= LookBits)
                    table.Fill(code, length, values[index]);
            }

            table._limit[length] = code << (16 - length);
        }

        return table;
    }

    /// <summary>The entry of a code longer than <see cref="LookBits"/>, or 0 when there is none.</summary>
    /// <param name="bits">The next bits, from the top.</param>
    public int Search(ulong bits)
    {
        var code = (int)(bits >> 48);
        for (var length = LookBits + 1; length <= 16; length++)
            if (code < _limit[length])
            {
                var index = (code >> (16 - length)) + _shift[length];
                return (uint)index < (uint)_values.Length ? length | _values[index] << 8 : 0;
            }

        return 0;
    }

    /// <summary>The value that its bits stand for: those below half are negative.</summary>
    public static int Extend(int bits, int size) => bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;

    private void Fill(int code, int length, byte symbol)
    {
        var free = LookBits - length;
        var size = symbol & 15;
        for (var rest = 0; rest < 1 << free; rest++)
        {
            var entry = length | symbol << 8;
            if (size == 0)
                entry |= Complete;
            else if (size <= free)
                entry = (length + size) | Complete | symbol << 8 | Extend(rest >> (free - size), size) << 16;
            Entries[code << free | rest] = entry;
        }
    }
}
