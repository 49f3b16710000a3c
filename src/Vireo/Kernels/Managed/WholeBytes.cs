using System.Runtime.Intrinsics;

namespace Vireo.Kernels.Managed;

/// <summary>Whole numbers in single precision as bytes.</summary>
internal static class WholeBytes
{
    /// <summary>Stores numbers from -128 to 255; the reader knows whether the bytes have a sign.</summary>
    public static void Narrow(ReadOnlySpan<float> from, Span<byte> to)
    {
        var i = 0;
        for (; i <= from.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var bytes = Vector256.Narrow(Shorts(from[i..]), Shorts(from[(i + Vector256<short>.Count)..]));
            bytes.AsByte().CopyTo(to[i..]);
        }

        for (; i < from.Length; i++) to[i] = unchecked((byte)(int)from[i]);
    }

    /// <summary>The nearest whole number to each times a factor, ties to even, cut off at limits; the result may lie
    /// over the operand.</summary>
    public static void Round(ReadOnlySpan<float> x, float factor, float low, float high, Span<float> y)
    {
        var i = 0;
        for (; i <= y.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var nearest = Vector256.Round(Vector256.Create(x[i..]) * factor);
            Vector256.Min(Vector256.Max(nearest, Vector256.Create(low)), Vector256.Create(high)).CopyTo(y[i..]);
        }

        for (; i < y.Length; i++)
            y[i] = Math.Clamp(MathF.Round(x[i] * factor, MidpointRounding.ToEven), low, high);
    }

    // The numbers fit: no need to ask what happens to those that do not.
    private static Vector256<short> Shorts(ReadOnlySpan<float> from) => Vector256.Narrow(
        Vector256.ConvertToInt32Native(Vector256.Create(from)),
        Vector256.ConvertToInt32Native(Vector256.Create(from[Vector256<int>.Count..])));
}
