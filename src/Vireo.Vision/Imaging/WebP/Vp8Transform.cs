namespace Vireo.Vision.Imaging.WebP;

/// <summary>The inverse transforms of 4x4 coefficients (RFC 6386, section 14).</summary>
internal static class Vp8Transform
{
    /// <summary>Adds a block to what was predicted.</summary>
    public static void Add(ReadOnlySpan<int> block, Span<byte> target, int stride)
    {
        Span<int> work = stackalloc int[16];
        for (var i = 0; i < 4; i++)
        {
            var (a, b) = (block[i] + block[8 + i], block[i] - block[8 + i]);
            var c = Sine(block[4 + i]) - Cosine(block[12 + i]);
            var d = Cosine(block[4 + i]) + Sine(block[12 + i]);
            (work[4 * i], work[4 * i + 1], work[4 * i + 2], work[4 * i + 3]) = (a + d, b + c, b - c, a - d);
        }

        for (var i = 0; i < 4; i++)
        {
            var (a, b) = (work[i] + 4 + work[8 + i], work[i] + 4 - work[8 + i]);
            var c = Sine(work[4 + i]) - Cosine(work[12 + i]);
            var d = Cosine(work[4 + i]) + Sine(work[12 + i]);
            var row = target.Slice(i * stride, 4);
            row[0] = Clip(row[0] + (a + d >> 3));
            row[1] = Clip(row[1] + (b + c >> 3));
            row[2] = Clip(row[2] + (b - c >> 3));
            row[3] = Clip(row[3] + (a - d >> 3));
        }
    }

    /// <summary>The first coefficients of 16 blocks from their own transform.</summary>
    public static void Spread(ReadOnlySpan<int> means, Span<int> blocks)
    {
        Span<int> work = stackalloc int[16];
        for (var i = 0; i < 4; i++)
        {
            var (a, b) = (means[i] + means[12 + i], means[4 + i] + means[8 + i]);
            var (c, d) = (means[4 + i] - means[8 + i], means[i] - means[12 + i]);
            (work[i], work[8 + i], work[4 + i], work[12 + i]) = (a + b, a - b, d + c, d - c);
        }

        for (var i = 0; i < 4; i++)
        {
            var row = work.Slice(4 * i, 4);
            var (a, b) = (row[0] + 3 + row[3], row[1] + row[2]);
            var (c, d) = (row[1] - row[2], row[0] + 3 - row[3]);
            var first = 64 * i;
            blocks[first] = a + b >> 3;
            blocks[first + 16] = d + c >> 3;
            blocks[first + 32] = a - b >> 3;
            blocks[first + 48] = d - c >> 3;
        }
    }

    public static byte Clip(int value) => (byte)Math.Clamp(value, 0, 255);

    /// <summary>√2 · cos(π / 8) in 16 bits of fraction.</summary>
    private static int Cosine(int value) => (value * 20091 >> 16) + value;

    /// <summary>√2 · sin(π / 8).</summary>
    private static int Sine(int value) => value * 35468 >> 16;
}
