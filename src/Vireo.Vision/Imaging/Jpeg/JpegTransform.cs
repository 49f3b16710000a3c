using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>The inverse discrete cosine transform of 8×8 coefficients at the full size, in whole numbers.</summary>
/// <remarks>Loeffler, Ligtenberg and Moschytz 1989, "Practical fast 1-D DCT algorithms with 11 multiplications", with
/// 13 bits of fraction for the constants and 2 more between the passes: columns first, then rows.</remarks>
internal static class JpegTransform
{
    public const int ConstantBits = 13;
    public const int PassBits = 2;

    /// <summary>Writes the samples of one block.</summary>
    /// <param name="size">8, 4, 2 or 1 samples on a side.</param>
    /// <param name="block">Coefficients by rows.</param>
    /// <param name="steps">Of quantisation, by rows.</param>
    /// <param name="last">0 if all but the first coefficient are zero.</param>
    /// <param name="target">First sample.</param>
    /// <param name="stride">Samples from row to row.</param>
    public static void Inverse(
        int size, ReadOnlySpan<short> block, ReadOnlySpan<int> steps, int last, Span<byte> target, int stride)
    {
        if (last == 0)
            Flat(size, Clamp(Round(block[0] * steps[0] << PassBits, PassBits + 3)), target, stride);
        else if (size == 8)
            Full(block, steps, target, stride);
        else
            JpegReducedTransform.Inverse(size, block, steps, target, stride);
    }

    public static int Round(int value, int bits) => (value + (1 << (bits - 1))) >> bits;

    /// <summary>A sample from its distance to grey.</summary>
    public static byte Clamp(int value) => (byte)Math.Clamp(value + 128, 0, 255);

    private static void Flat(int size, byte value, Span<byte> target, int stride)
    {
        for (var y = 0; y < size; y++)
            target.Slice(y * stride, size).Fill(value);
    }

    private static void Full(ReadOnlySpan<short> block, ReadOnlySpan<int> steps, Span<byte> target, int stride)
    {
        Span<int> work = stackalloc int[64];
        Span<short> narrow = stackalloc short[64];
        block = block[..64];
        steps = steps[..64];
        for (var row = 0; row < 64; row += 8)
            (Wide(block[row..]) * Vector256.Create(steps[row..])).CopyTo(work[row..]);

        Pass(work, ConstantBits - PassBits);
        Narrow(work, narrow);
        ShortTranspose.Apply(narrow);
        for (var row = 0; row < 64; row += 8)
            Wide(narrow[row..]).CopyTo(work[row..]);
        Pass(work, ConstantBits + PassBits + 3);
        Narrow(work, narrow);
        ShortTranspose.Apply(narrow);
        for (var row = 0; row < 8; row++)
        {
            var samples = Vector128.Create<short>(narrow[(8 * row)..]) + Vector128.Create((short)128);
            var bytes = Vector128.NarrowWithSaturation(
                Vector128.Max(samples, Vector128<short>.Zero).AsUInt16(), Vector128<ushort>.Zero);
            MemoryMarshal.Write(target[(row * stride)..], bytes.AsUInt64().ToScalar());
        }
    }

    private static Vector256<int> Wide(ReadOnlySpan<short> row) =>
        Vector256.WidenLower(Vector128.Create<short>(row).ToVector256Unsafe());

    private static void Narrow(ReadOnlySpan<int> work, Span<short> narrow)
    {
        for (var row = 0; row < 64; row += 8)
        {
            var wide = Vector256.Create<int>(work[row..]);
            Vector128.NarrowWithSaturation(wide.GetLower(), wide.GetUpper()).CopyTo(narrow[row..]);
        }
    }

    /// <summary>Eight transforms side by side: element k of each is in row k.</summary>
    private static void Pass(Span<int> work, int shift)
    {
        work = work[..64];
        var (z2, z3) = (Vector256.Create<int>(work[16..]), Vector256.Create<int>(work[48..]));
        var z1 = (z2 + z3) * 4433;
        var (t2, t3) = (z1 - z3 * 15137, z1 + z2 * 6270);
        (z2, z3) = (Vector256.Create<int>(work), Vector256.Create<int>(work[32..]));
        var (t0, t1) = ((z2 + z3) << ConstantBits, (z2 - z3) << ConstantBits);
        var round = Vector256.Create(1 << (shift - 1));
        var (e0, e3, e1, e2) = (t0 + t3 + round, t0 - t3 + round, t1 + t2 + round, t1 - t2 + round);

        (t0, t1) = (Vector256.Create<int>(work[56..]), Vector256.Create<int>(work[40..]));
        (t2, t3) = (Vector256.Create<int>(work[24..]), Vector256.Create<int>(work[8..]));
        var z4 = t1 + t3;
        z3 = t0 + t2;
        var z5 = (z3 + z4) * 9633;
        z1 = (t0 + t3) * -7373;
        z2 = (t1 + t2) * -20995;
        z3 = z3 * -16069 + z5;
        z4 = z4 * -3196 + z5;
        t0 = t0 * 2446 + z1 + z3;
        t1 = t1 * 16819 + z2 + z4;
        t2 = t2 * 25172 + z2 + z3;
        t3 = t3 * 12299 + z1 + z4;

        ((e0 + t3) >> shift).CopyTo(work);
        ((e0 - t3) >> shift).CopyTo(work[56..]);
        ((e1 + t2) >> shift).CopyTo(work[8..]);
        ((e1 - t2) >> shift).CopyTo(work[48..]);
        ((e2 + t1) >> shift).CopyTo(work[16..]);
        ((e2 - t1) >> shift).CopyTo(work[40..]);
        ((e3 + t0) >> shift).CopyTo(work[24..]);
        ((e3 - t0) >> shift).CopyTo(work[32..]);
    }
}
