namespace Vireo.Vision.Imaging.WebP;

/// <summary>A canonical prefix code, its bits from the lowest of the stream on.</summary>
internal sealed class Vp8LCode
{
    private const int MaxLength = 15;
    private const int LookBits = 8;

    /// <summary>About what a code takes in memory.</summary>
    public const int Bytes = 1400;

    /// <summary>By the next bits: symbol and length, or 0 for codes that are longer.</summary>
    private readonly (ushort Symbol, byte Length)[] _look;
    private readonly int[] _counts;
    private readonly ushort[] _symbols;
    private readonly int _only;

    private Vp8LCode(ushort[] symbols, int only)
    {
        (_symbols, _only) = (symbols, only);
        (_look, _counts) = only >= 0 ? ([], []) : (new (ushort, byte)[1 << LookBits], new int[MaxLength + 1]);
    }

    /// <summary>The code with these lengths; nothing when they describe none. A single symbol takes no bits.</summary>
    public static Vp8LCode? Create(ReadOnlySpan<byte> lengths)
    {
        var used = lengths.Length - System.MemoryExtensions.Count(lengths, (byte)0);
        var code = new Vp8LCode(used == 1 ? [] : new ushort[used], used == 1 ? lengths.IndexOfAnyExcept((byte)0) : -1);
        if (used < 2)
            return used == 1 ? code : null;

        foreach (var length in lengths)
            code._counts[length]++;
        code._counts[0] = 0;
        var starts = new int[MaxLength + 2];
        var left = 1;
        for (var length = 1; length <= MaxLength; length++)
        {
            left = 2 * left - code._counts[length];
            if (left < 0)
                return null;
            starts[length + 1] = starts[length] + code._counts[length];
        }

        if (left != 0)
            return null;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            if (lengths[symbol] > 0)
                code._symbols[starts[lengths[symbol]]++] = (ushort)symbol;
        code.Prepare();
        return code;
    }

    /// <summary>A code of one or two symbols of one bit.</summary>
    public static Vp8LCode Simple(int first, int? second)
    {
        var size = Math.Max(first, second ?? 0) + 1;
        var lengths = new byte[size];
        lengths[first] = 1;
        if (second is { } other)
            lengths[other] = 1;
        return Create(lengths) ?? new([], first);
    }

    public int Read(ref Vp8LBits bits)
    {
        if (_only >= 0)
            return _only;
        var (symbol, length) = _look[bits.Peek(LookBits)];
        if (length > 0)
        {
            bits.Skip(length);
            return symbol;
        }

        var (code, first, index) = (0, 0, 0);
        for (length = 1; length <= MaxLength; length++)
        {
            code |= bits.Take(1);
            var count = _counts[length];
            if (code - first < count)
                return _symbols[index + code - first];
            (index, first, code) = (index + count, (first + count) << 1, code << 1);
        }

        return 0;
    }

    private void Prepare()
    {
        var (code, index) = (0, 0);
        for (var length = 1; length <= LookBits; length++, code <<= 1)
            for (var i = 0; i < _counts[length]; i++, code++, index++)
            {
                var reversed = 0;
                for (var bit = 0; bit < length; bit++)
                    reversed |= (code >> bit & 1) << (length - 1 - bit);
                for (var at = reversed; at < _look.Length; at += 1 << length)
                    _look[at] = (_symbols[index], (byte)length);
            }
    }
}
