namespace Vireo.Vision.Imaging;

/// <summary>Unpacks the LZW coding of GIF (least significant bit first) and of TIFF (most significant bit first, codes
/// one step earlier longer).</summary>
/// <remarks>Welch 1984, "A technique for high-performance data compression". A string of the table is always a piece of
/// the output, so that the table holds places and not letters.</remarks>
internal sealed class LzwDecoder(int literalBits, bool isTiff)
{
    private const int MaxBits = 12;

    private readonly int[] _starts = new int[1 << MaxBits];
    private readonly int[] _lengths = new int[1 << MaxBits];

    /// <summary>Fills the result as far as the data goes.</summary>
    /// <returns>Bytes written, or −1 when a code does not exist.</returns>
    public int Decode(ReadOnlySpan<byte> data, Span<byte> result)
    {
        var clear = 1 << literalBits;
        var (next, width, written) = (clear + 2, literalBits + 1, 0);
        var (previous, previousLength) = (-1, 0);
        uint bits = 0;
        var (count, at) = (0, 0);
        while (written < result.Length)
        {
            for (; count < width && at < data.Length; count += 8)
                bits = isTiff ? bits << 8 | data[at++] : bits | (uint)data[at++] << count;
            if (count < width)
                break;

            var code = (int)(isTiff ? bits >> (count - width) : bits) & ((1 << width) - 1);
            count -= width;
            if (!isTiff)
                bits >>= width;
            if (code == clear)
            {
                (next, width, previous) = (clear + 2, literalBits + 1, -1);
                continue;
            }

            if (code == clear + 1)
                break;
            var length = Emit(code, clear, next, previous, previousLength, result[written..], result);
            if (length < 0)
                return -1;
            if (previous >= 0 && next < 1 << MaxBits)
            {
                (_starts[next], _lengths[next]) = (previous, previousLength + 1);
                next++;
                if (next + (isTiff ? 1 : 0) >= 1 << width && width < MaxBits)
                    width++;
            }

            (previous, previousLength) = (written, length);
            written += Math.Min(length, result.Length - written);
        }

        return written;
    }

    /// <summary>Writes the string of a code; its length, or −1 when it does not exist.</summary>
    private int Emit(
        int code, int clear, int next, int previous, int previousLength, Span<byte> target, ReadOnlySpan<byte> done)
    {
        if (code < clear)
        {
            target[0] = (byte)code;
            return 1;
        }

        // The string that is just being made: the one before with its own first letter.
        var isNew = code == next && previous >= 0 && next < 1 << MaxBits;
        if (code >= next && !isNew)
            return -1;
        var (start, length) = isNew ? (previous, previousLength + 1) : (_starts[code], _lengths[code]);
        var copied = Math.Min(length - (isNew ? 1 : 0), target.Length);
        done.Slice(start, copied).CopyTo(target);
        if (isNew && copied < target.Length)
            target[copied] = done[start];

        return length;
    }
}
