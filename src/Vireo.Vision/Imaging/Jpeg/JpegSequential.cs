using System.Runtime.CompilerServices;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Decodes the passes of baseline and extended files straight into samples.</summary>
internal static class JpegSequential
{
    /// <summary>Decodes one pass.</summary>
    /// <returns>What is wrong with the data, or nothing.</returns>
    public static string? Decode(JpegScan scan, ref JpegBits bits)
    {
        Span<short> block = stackalloc short[64];
        block.Clear();
        var walk = new JpegWalk(scan);
        for (var y = 0; y < walk.Rows; y++)
        {
            for (var x = 0; x < walk.Columns; x++)
            {
                if (!walk.Next(ref bits))
                    return "a restart marker is missing or out of order";
                foreach (var component in scan.Components)
                {
                    var (wide, high) = walk.Unit(component);
                    for (var v = 0; v < high; v++)
                        for (var h = 0; h < wide; h++)
                        {
                            var last = DecodeBlock(ref bits, component, block);
                            if (last < 0)
                                return "its coded data holds a code that does not exist";
                            Finish(component, x * wide + h, y * high + v, block, last);
                        }
                }
            }

            if (bits.Overran)
                return "its coded data ends early";
        }

        return null;
    }

    private static void Finish(JpegComponent component, int column, int row, Span<short> block, int last)
    {
        var size = component.BlockSize;
        var target = component.Samples.AsSpan(row * size * component.Stride + column * size);
        JpegTransform.Inverse(size, block, component.Quantisation, last, target, component.Stride);
        if (last == 0)
            block[0] = 0;
        else
            block.Clear();
    }

    /// <summary>Reads the coefficients of a block.</summary>
    /// <returns>Index of the last one that is not zero, in the order of the file; −1 for a code that does not
    /// exist.</returns>
    private static int DecodeBlock(ref JpegBits bits, JpegComponent component, scoped Span<short> block)
    {
        if (component.Dc is not { } dc || component.Ac is not { } ac)
            return -1;
        var size = bits.TakeSymbol(dc);
        if (size < 0)
            return -1;
        if (size > 0)
            component.Prediction += JpegHuffman.Extend(bits.Take(size), size);
        block[0] = (short)component.Prediction;
        return DecodeRest(ref bits, ac, block);
    }

    private static int DecodeRest(ref JpegBits reader, JpegHuffman table, scoped Span<short> block)
    {
        var zigZag = JpegDecoder.ZigZag;
        var entries = table.Entries;
        var (bits, count, last) = (reader.Bits, reader.Count, 0);
        for (var k = 1; k < 64; k++)
        {
            if (count < 32)
                Fill(ref reader, ref bits, ref count);
            var entry = entries[(int)(bits >> (64 - JpegHuffman.LookBits))];
            if ((entry & 31) == 0 && (entry = table.Search(bits)) == 0)
                return -1;

            // A shift takes the lowest six bits alone.
            bits <<= entry;
            count -= entry & 31;
            var value = entry >> 16;
            var size = (entry >> 8) & 15;
            if ((entry & JpegHuffman.Complete) == 0 && size > 0)
            {
                value = JpegHuffman.Extend((int)(bits >> (64 - size)), size);
                bits <<= size;
                count -= size;
            }

            if (size == 0)
            {
                // Sixteen zeros, or the end of the block.
                if ((entry >> 12 & 15) != 15)
                    break;
                k += 15;
                continue;
            }

            k += entry >> 12 & 15;
            block[zigZag[k]] = (short)value;
            last = k;
        }

        (reader.Bits, reader.Count) = (bits, count);
        return last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ref JpegBits reader, ref ulong bits, ref int count)
    {
        (reader.Bits, reader.Count) = (bits, count);
        reader.Fill();
        (bits, count) = (reader.Bits, reader.Count);
    }
}
