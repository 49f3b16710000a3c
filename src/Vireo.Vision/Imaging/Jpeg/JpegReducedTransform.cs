namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>The inverse transform to 4×4, 2×2 or 1×1 samples: the low frequencies of the 8×8 block.</summary>
internal static class JpegReducedTransform
{
    private const int Bits = JpegTransform.ConstantBits;
    private const int PassBits = JpegTransform.PassBits;

    /// <inheritdoc cref="JpegTransform.Inverse"/>
    public static void Inverse(
        int size, ReadOnlySpan<short> block, ReadOnlySpan<int> steps, Span<byte> target, int stride)
    {
        if (size == 4)
            Half(block, steps, target, stride);
        else if (size == 2)
            Quarter(block, steps, target, stride);
        else
            target[0] = JpegTransform.Clamp(JpegTransform.Round(block[0] * steps[0], 3));
    }

    private static void Half(ReadOnlySpan<short> block, ReadOnlySpan<int> steps, Span<byte> target, int stride)
    {
        Span<int> work = stackalloc int[32];
        block = block[..64];
        steps = steps[..64];
        for (var x = 0; x < 8; x++)
        {
            if (x == 4)
                continue;
            int At(ReadOnlySpan<short> values, ReadOnlySpan<int> factors, int y) => values[8 * y + x] * factors[8 * y + x];
            Four(At(block, steps, 0), At(block, steps, 1), At(block, steps, 2), At(block, steps, 3),
                At(block, steps, 5), At(block, steps, 6), At(block, steps, 7), Bits - PassBits + 1,
                out work[x], out work[8 + x], out work[16 + x], out work[24 + x]);
        }

        for (var y = 0; y < 4; y++)
        {
            var row = work.Slice(8 * y, 8);
            Four(row[0], row[1], row[2], row[3], row[5], row[6], row[7], Bits + PassBits + 4,
                out var a, out var b, out var c, out var d);
            var samples = target.Slice(y * stride, 4);
            samples[0] = JpegTransform.Clamp(a);
            samples[1] = JpegTransform.Clamp(b);
            samples[2] = JpegTransform.Clamp(c);
            samples[3] = JpegTransform.Clamp(d);
        }
    }

    private static void Four(int c0, int c1, int c2, int c3, int c5, int c6, int c7, int shift,
        out int a, out int b, out int c, out int d)
    {
        var even = c0 << (Bits + 1);
        var tilt = c2 * 15137 - c6 * 6270;
        var inner = c7 * -1730 + c5 * 11893 - c3 * 17799 + c1 * 8697;
        var outer = c7 * -4176 - c5 * 4926 + c3 * 7373 + c1 * 20995;
        a = JpegTransform.Round(even + tilt + outer, shift);
        d = JpegTransform.Round(even + tilt - outer, shift);
        b = JpegTransform.Round(even - tilt + inner, shift);
        c = JpegTransform.Round(even - tilt - inner, shift);
    }

    private static void Quarter(ReadOnlySpan<short> block, ReadOnlySpan<int> steps, Span<byte> target, int stride)
    {
        Span<int> work = stackalloc int[16];
        block = block[..64];
        steps = steps[..64];
        for (var x = 0; x < 8; x++)
        {
            if (x is 2 or 4 or 6)
                continue;
            Two(block[x] * steps[x], block[8 + x] * steps[8 + x], block[24 + x] * steps[24 + x],
                block[40 + x] * steps[40 + x], block[56 + x] * steps[56 + x], Bits - PassBits + 2,
                out work[x], out work[8 + x]);
        }

        for (var y = 0; y < 2; y++)
        {
            var row = work.Slice(8 * y, 8);
            Two(row[0], row[1], row[3], row[5], row[7], Bits + PassBits + 5, out var a, out var b);
            target[y * stride] = JpegTransform.Clamp(a);
            target[y * stride + 1] = JpegTransform.Clamp(b);
        }
    }

    private static void Two(int c0, int c1, int c3, int c5, int c7, int shift, out int a, out int b)
    {
        var even = c0 << (Bits + 2);
        var odd = c7 * -5906 + c5 * 6967 - c3 * 10426 + c1 * 29692;
        a = JpegTransform.Round(even + odd, shift);
        b = JpegTransform.Round(even - odd, shift);
    }
}
