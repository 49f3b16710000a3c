namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Decodes the passes of progressive files into coefficients, and these into samples at the end.</summary>
internal static class JpegProgressive
{
    /// <summary>What is wrong with a pass before it is decoded, or nothing; notes which bits it brings.</summary>
    public static string? Fault(JpegScan scan)
    {
        var (first, last) = (scan.First, scan.Last);
        var possible = first == 0 ? last == 0 : last >= first && last <= 63 && scan.Components.Length == 1;
        if (!possible || scan.Low > 13 || (scan.High != 0 && scan.High != scan.Low + 1))
            return "a pass asks for coefficients or bits that do not exist";

        foreach (var component in scan.Components)
        {
            if (first > 0 && component.Known[0] < 0)
                return "a pass refines a component that has not begun";
            for (var k = first; k <= last; k++)
            {
                if (scan.High != Math.Max(component.Known[k], 0))
                    return "its passes contradict each other";
                component.Known[k] = scan.Low;
            }

            var table = first == 0 ? component.Dc : component.Ac;
            if ((first > 0 || scan.High == 0) && (table is null || (first == 0 && table.Largest > 15)))
                return "a pass uses a Huffman table that is missing";
        }

        return null;
    }

    /// <summary>Decodes one pass.</summary>
    /// <returns>What is wrong with the data, or nothing.</returns>
    public static string? Decode(JpegScan scan, ref JpegBits bits)
    {
        var walk = new JpegWalk(scan);
        var run = 0;
        for (var y = 0; y < walk.Rows; y++)
        {
            for (var x = 0; x < walk.Columns; x++)
            {
                var restarts = walk.Restarts;
                if (!walk.Next(ref bits))
                    return "a restart marker is missing or out of order";
                if (walk.Restarts != restarts)
                    run = 0;
                foreach (var component in scan.Components)
                {
                    var (wide, high) = walk.Unit(component);
                    for (var v = 0; v < high; v++)
                        for (var h = 0; h < wide; h++)
                        {
                            var at = ((y * high + v) * component.StoredColumns + x * wide + h) * 64;
                            if (!DecodeBlock(scan, ref bits, component, component.Coefficients.AsSpan(at, 64), ref run))
                                return "its coded data holds a code that does not exist";
                        }
                }
            }

            if (bits.Overran)
                return "its coded data ends early";
        }

        return null;
    }

    /// <summary>Turns all coefficients into samples.</summary>
    public static void Transform(JpegComponent component)
    {
        var size = component.BlockSize;
        for (var row = 0; row < component.StoredRows; row++)
            for (var column = 0; column < component.StoredColumns; column++)
            {
                var block = component.Coefficients.AsSpan((row * component.StoredColumns + column) * 64, 64);
                var target = component.Samples.AsSpan(row * size * component.Stride + column * size);
                var last = block[1..].ContainsAnyExcept((short)0) ? 63 : 0;
                JpegTransform.Inverse(size, block, component.Quantisation, last, target, component.Stride);
            }
    }

    private static bool DecodeBlock(
        JpegScan scan, ref JpegBits bits, JpegComponent component, Span<short> block, ref int run)
    {
        if (scan.First == 0)
        {
            if (scan.High == 0)
                return FirstDc(scan, ref bits, component, block);
            if (bits.Take(1) != 0)
                block[0] |= (short)(1 << scan.Low);
            return true;
        }

        return component.Ac is { } table && (scan.High == 0
            ? FirstAc(scan, ref bits, table, block, ref run) : RefineAc(scan, ref bits, table, block, ref run));
    }

    private static bool FirstDc(JpegScan scan, ref JpegBits bits, JpegComponent component, Span<short> block)
    {
        var size = component.Dc is { } table ? bits.TakeSymbol(table) : -1;
        if (size < 0)
            return false;
        if (size > 0)
            component.Prediction += JpegHuffman.Extend(bits.Take(size), size);
        block[0] = (short)(component.Prediction << scan.Low);
        return true;
    }

    private static bool FirstAc(JpegScan scan, ref JpegBits bits, JpegHuffman table, Span<short> block, ref int run)
    {
        if (run > 0)
        {
            run--;
            return true;
        }

        for (var k = scan.First; k <= scan.Last; k++)
        {
            var symbol = bits.TakeSymbol(table);
            if (symbol < 0)
                return false;
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size > 0)
            {
                k += zeros;
                block[JpegDecoder.ZigZag[k]] =
                    (short)(JpegHuffman.Extend(bits.Take(size), size) << scan.Low);
            }
            else if (zeros == 15)
                k += 15;
            else
            {
                run = (1 << zeros) - 1 + bits.Take(zeros);
                break;
            }
        }

        return true;
    }

    /// <summary>One more bit of every coefficient that is known, and the first of some that were zero.</summary>
    private static bool RefineAc(JpegScan scan, ref JpegBits bits, JpegHuffman table, Span<short> block, ref int run)
    {
        var (plus, minus) = ((short)(1 << scan.Low), (short)(-1 << scan.Low));
        var k = scan.First;
        for (; run == 0 && k <= scan.Last; k++)
        {
            var symbol = bits.TakeSymbol(table);
            if (symbol < 0)
                return false;
            var (zeros, size) = (symbol >> 4, symbol & 15);
            short fresh = 0;
            if (size > 0)
                fresh = bits.Take(1) != 0 ? plus : minus;
            else if (zeros < 15)
            {
                run = (1 << zeros) + bits.Take(zeros);
                break;
            }

            for (; k <= scan.Last; k++)
            {
                ref var value = ref block[JpegDecoder.ZigZag[k]];
                if (value != 0)
                    Refine(ref bits, ref value, plus, minus);
                else if (--zeros < 0)
                    break;
            }

            if (fresh != 0)
                block[JpegDecoder.ZigZag[k]] = fresh;
        }

        if (run == 0)
            return true;
        for (; k <= scan.Last; k++)
            if (block[JpegDecoder.ZigZag[k]] != 0)
                Refine(ref bits, ref block[JpegDecoder.ZigZag[k]], plus, minus);
        run--;
        return true;
    }

    private static void Refine(ref JpegBits bits, ref short value, short plus, short minus)
    {
        if (bits.Take(1) != 0 && (value & plus) == 0)
            value += value >= 0 ? plus : minus;
    }
}
