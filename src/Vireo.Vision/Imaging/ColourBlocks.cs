using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vireo.Vision.Imaging;

/// <summary>What happens to the colours of eight pixels at once.</summary>
/// <remarks>Values are whole numbers of 0 to 255 in single precision; the results are cut off there and cut to whole
/// numbers.</remarks>
internal interface IColourChange
{
    /// <summary>Changes the colours.</summary>
    public void Apply(ref Vector256<float> r, ref Vector256<float> g, ref Vector256<float> b);
}

/// <summary>Takes interleaved pixels apart into channels, sixteen pixels at a time, and puts them together
/// again.</summary>
/// <remarks>Every operation of a lane is one of IEEE 754: the same bits as one pixel after the other, on every
/// machine.</remarks>
internal static class ColourBlocks
{
    private const int Pixels = 16, Bytes = 3 * Pixels;

    /// <summary>Changes every pixel in place; a fourth channel stays.</summary>
    /// <param name="pixels">Interleaved, of three or four channels.</param>
    /// <param name="channels">Three or four.</param>
    /// <param name="change">What happens to a colour.</param>
    public static void Change<T>(Span<byte> pixels, int channels, T change)
        where T : struct, IColourChange
    {
        var at = 0;
        if (channels == 3)
            for (; at <= pixels.Length - Bytes; at += Bytes)
                Change(pixels.Slice(at, Bytes), change);

        Span<byte> block = stackalloc byte[Bytes];
        for (; at < pixels.Length; at += Pixels * channels)
        {
            var some = pixels[at..Math.Min(at + Pixels * channels, pixels.Length)];
            for (var i = 0; i * channels < some.Length; i++)
                some.Slice(i * channels, 3).CopyTo(block[(3 * i)..]);
            Change(block, change);
            for (var i = 0; i * channels < some.Length; i++)
                block.Slice(3 * i, 3).CopyTo(some[(i * channels)..]);
        }
    }

    /// <summary>Sum of the greys of all pixels.</summary>
    /// <param name="pixels">Interleaved, of three or four channels.</param>
    /// <param name="channels">Three or four.</param>
    public static long GreySum(ReadOnlySpan<byte> pixels, int channels)
    {
        var (sum, at) = (0L, 0);
        if (channels == 3)
            for (; at <= pixels.Length - Bytes; at += Bytes)
                sum += GreySum(pixels.Slice(at, Bytes));

        Span<byte> block = stackalloc byte[Bytes];
        for (; at < pixels.Length; at += Pixels * channels)
        {
            block.Clear();
            var some = pixels[at..Math.Min(at + Pixels * channels, pixels.Length)];
            for (var i = 0; i * channels < some.Length; i++)
                some.Slice(i * channels, 3).CopyTo(block[(3 * i)..]);
            sum += GreySum(block);
        }

        return sum;
    }

    /// <summary>Pillow's grey, <c>(19595 R + 38470 G + 7471 B + 32768) / 65536</c>, cut to a whole number: all of it
    /// fits into the 24 bits of single precision.</summary>
    public static Vector256<float> Grey(Vector256<float> r, Vector256<float> g, Vector256<float> b) =>
        Vector256.Floor(
            (r * 19595f + g * 38470f + b * 7471f + Vector256.Create(32768f)) * (1 / 65536f));

    private static int GreySum(ReadOnlySpan<byte> block)
    {
        var (r, g, b) = Apart(block);
        var ((r0, r1), (g0, g1), (b0, b1)) = (Wide(r), Wide(g), Wide(b));
        return Vector256.Sum(Vector256.ConvertToInt32Native(Grey(r0, g0, b0) + Grey(r1, g1, b1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Change<T>(Span<byte> block, T change)
        where T : struct, IColourChange
    {
        var (r, g, b) = Apart(block);
        var ((r0, r1), (g0, g1), (b0, b1)) = (Wide(r), Wide(g), Wide(b));
        change.Apply(ref r0, ref g0, ref b0);
        change.Apply(ref r1, ref g1, ref b1);
        Together(Narrow(r0, r1), Narrow(g0, g1), Narrow(b0, b1), block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Wide(Vector128<byte> values)
    {
        var (low, high) = Vector256.Widen(Vector256.WidenLower(values.ToVector256()));
        return (Vector256.ConvertToSingle(low.AsInt32()), Vector256.ConvertToSingle(high.AsInt32()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector256<float> low, Vector256<float> high)
    {
        var shorts = Vector256.Narrow(Cut(low), Cut(high)).AsUInt16();
        return Vector256.Narrow(shorts, shorts).GetLower();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Cut(Vector256<float> values) => Vector256.ConvertToInt32Native(
        Vector256.MinNative(Vector256.MaxNative(values, Vector256<float>.Zero), Vector256.Create(255f)));

    // Places beyond 15 give zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> R, Vector128<byte> G, Vector128<byte> B) Apart(ReadOnlySpan<byte> block)
    {
        const byte Z = 255;
        var x = Vector128.Create(block);
        var y = Vector128.Create(block[16..]);
        var z = Vector128.Create(block[32..]);
        var r = Vector128.Shuffle(x, Vector128.Create((byte)0, 3, 6, 9, 12, 15, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z))
            | Vector128.Shuffle(y, Vector128.Create(Z, Z, Z, Z, Z, Z, 2, 5, 8, 11, 14, Z, Z, Z, Z, Z))
            | Vector128.Shuffle(z, Vector128.Create(Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 1, 4, 7, 10, 13));
        var g = Vector128.Shuffle(x, Vector128.Create((byte)1, 4, 7, 10, 13, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z))
            | Vector128.Shuffle(y, Vector128.Create(Z, Z, Z, Z, Z, 0, 3, 6, 9, 12, 15, Z, Z, Z, Z, Z))
            | Vector128.Shuffle(z, Vector128.Create(Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 2, 5, 8, 11, 14));
        var b = Vector128.Shuffle(x, Vector128.Create((byte)2, 5, 8, 11, 14, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, Z))
            | Vector128.Shuffle(y, Vector128.Create(Z, Z, Z, Z, Z, 1, 4, 7, 10, 13, Z, Z, Z, Z, Z, Z))
            | Vector128.Shuffle(z, Vector128.Create(Z, Z, Z, Z, Z, Z, Z, Z, Z, Z, 0, 3, 6, 9, 12, 15));
        return (r, g, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Together(Vector128<byte> r, Vector128<byte> g, Vector128<byte> b, Span<byte> block)
    {
        const byte Z = 255;
        var x = Vector128.Shuffle(r, Vector128.Create((byte)0, Z, Z, 1, Z, Z, 2, Z, Z, 3, Z, Z, 4, Z, Z, 5))
            | Vector128.Shuffle(g, Vector128.Create(Z, 0, Z, Z, 1, Z, Z, 2, Z, Z, 3, Z, Z, 4, Z, Z))
            | Vector128.Shuffle(b, Vector128.Create(Z, Z, 0, Z, Z, 1, Z, Z, 2, Z, Z, 3, Z, Z, 4, Z));
        var y = Vector128.Shuffle(r, Vector128.Create(Z, Z, 6, Z, Z, 7, Z, Z, 8, Z, Z, 9, Z, Z, 10, Z))
            | Vector128.Shuffle(g, Vector128.Create((byte)5, Z, Z, 6, Z, Z, 7, Z, Z, 8, Z, Z, 9, Z, Z, 10))
            | Vector128.Shuffle(b, Vector128.Create(Z, 5, Z, Z, 6, Z, Z, 7, Z, Z, 8, Z, Z, 9, Z, Z));
        var z = Vector128.Shuffle(r, Vector128.Create(Z, 11, Z, Z, 12, Z, Z, 13, Z, Z, 14, Z, Z, 15, Z, Z))
            | Vector128.Shuffle(g, Vector128.Create(Z, Z, 11, Z, Z, 12, Z, Z, 13, Z, Z, 14, Z, Z, 15, Z))
            | Vector128.Shuffle(b, Vector128.Create((byte)10, Z, Z, 11, Z, Z, 12, Z, Z, 13, Z, Z, 14, Z, Z, 15));
        x.CopyTo(block);
        y.CopyTo(block[16..]);
        z.CopyTo(block[32..]);
    }
}
