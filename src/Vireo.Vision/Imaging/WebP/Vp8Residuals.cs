namespace Vireo.Vision.Imaging.WebP;

/// <summary>Reads the coefficients of macroblocks (RFC 6386, section 13).</summary>
internal sealed class Vp8Residuals(Vp8Header header, int columns)
{
    // Whether the block above or on the left had coefficients: four of luminance, two and two of colour, one of means.
    private readonly bool[] _above = new bool[9 * columns];
    private readonly bool[] _left = new bool[9];

    /// <summary>Before each row.</summary>
    public void BeginRow() => _left.AsSpan().Clear();

    /// <summary>A macroblock without coefficients.</summary>
    public void Skip(Vp8Macroblock block, int column)
    {
        // Means are left as they were where the macroblock has none.
        var count = block.IsSmall ? 8 : 9;
        _above.AsSpan(9 * column, count).Clear();
        _left.AsSpan(0, count).Clear();
    }

    /// <summary>Reads all coefficients; false if there are none.</summary>
    public bool Read(Vp8Bits bits, Vp8Macroblock block, int column)
    {
        var steps = header.Steps[block.Segment];
        var coefficients = block.Coefficients.AsSpan();
        coefficients.Clear();
        var above = _above.AsSpan(9 * column, 9);
        var (kind, first) = (3, 0);
        if (!block.IsSmall)
        {
            Span<int> means = stackalloc int[16];
            means.Clear();
            var count = ReadBlock(bits, 1, Context(above[8], _left[8]), steps.MeanDc, steps.MeanAc, 0, means);
            above[8] = _left[8] = count > 0;
            Vp8Transform.Spread(means, coefficients);
            (kind, first) = (0, 1);
        }

        var any = false;
        for (var i = 0; i < 16; i++)
            any |= Block(bits, kind, ref above[i & 3], ref _left[i >> 2], steps.Dc, steps.Ac, first,
                coefficients.Slice(16 * i, 16));
        for (var i = 0; i < 8; i++)
        {
            var plane = 4 + (i >> 2) * 2;
            any |= Block(bits, 2, ref above[plane + (i & 1)], ref _left[plane + (i >> 1 & 1)], steps.ColourDc,
                steps.ColourAc, 0, coefficients.Slice(256 + 16 * i, 16));
        }

        return any;
    }

    private static int Context(bool above, bool left) => (above ? 1 : 0) + (left ? 1 : 0);

    private bool Block(
        Vp8Bits bits, int kind, ref bool above, ref bool left, int dc, int ac, int first, Span<int> result)
    {
        var count = ReadBlock(bits, kind, Context(above, left), dc, ac, first, result);
        above = left = count > first;
        return count > 1 || result[0] != 0;
    }

    /// <summary>Reads one block; one more than the place of its last coefficient.</summary>
    private int ReadBlock(Vp8Bits bits, int kind, int context, int dc, int ac, int first, Span<int> result)
    {
        ReadOnlySpan<byte> all = header.Coefficients.AsSpan(kind * 264, 264);
        var bands = Vp8Tables.Bands;
        var p = all.Slice(bands[first] * 33 + context * 11, 11);
        for (var n = first; n < 16; n++)
        {
            if (!bits.Flag(p[0]))
                return n;
            while (!bits.Flag(p[1]))
            {
                p = all.Slice(bands[++n] * 33, 11);
                if (n == 16)
                    return 16;
            }

            var value = 1;
            context = 1;
            if (bits.Flag(p[2]))
                (value, context) = (Large(bits, p), 2);
            p = all.Slice(bands[n + 1] * 33 + context * 11, 11);
            result[Vp8Tables.ZigZag[n]] = (bits.Flag(128) ? -value : value) * (n > 0 ? ac : dc);
        }

        return 16;
    }

    private static int Large(Vp8Bits bits, ReadOnlySpan<byte> p)
    {
        if (!bits.Flag(p[3]))
            return !bits.Flag(p[4]) ? 2 : bits.Flag(p[5]) ? 4 : 3;
        if (!bits.Flag(p[6]))
        {
            if (!bits.Flag(p[7]))
                return bits.Flag(159) ? 6 : 5;
            var high = bits.Flag(165) ? 2 : 0;
            return 7 + high + (bits.Flag(145) ? 1 : 0);
        }

        var category = bits.Flag(p[8]) ? bits.Flag(p[10]) ? 3 : 2 : bits.Flag(p[9]) ? 1 : 0;
        ReadOnlySpan<byte> extra = category switch
        {
            0 => [173, 148, 140],
            1 => [176, 155, 140, 135],
            2 => [180, 157, 141, 134, 130],
            _ => [254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129],
        };
        var value = 0;
        foreach (var probability in extra)
            value = 2 * value + (bits.Flag(probability) ? 1 : 0);
        return value + 3 + (8 << category);
    }
}
