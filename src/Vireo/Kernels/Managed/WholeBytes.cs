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

    private static Vector256<short> Shorts(ReadOnlySpan<float> from) => Vector256.Narrow(
        Vector256.ConvertToInt32(Vector256.Create(from)),
        Vector256.ConvertToInt32(Vector256.Create(from[Vector256<int>.Count..])));
}
