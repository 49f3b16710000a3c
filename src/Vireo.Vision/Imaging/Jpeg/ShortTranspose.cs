using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Exchanges rows and columns of 8×8 values.</summary>
internal static class ShortTranspose
{
    public static void Apply(Span<short> block)
    {
        block = block[..64];
        if (!Sse2.IsSupported && !AdvSimd.Arm64.IsSupported)
        {
            Plain(block);
            return;
        }

        Step(block);
        Step(block);
        Step(block);
    }

    /// <summary>Interleaves the rows k and k + 4 of the whole; done three times, row i ends in column i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(Span<short> block)
    {
        var (a, b, c, d) = (Row(block, 0), Row(block, 8), Row(block, 16), Row(block, 24));
        var (e, f, g, h) = (Row(block, 32), Row(block, 40), Row(block, 48), Row(block, 56));
        Low(a, e).CopyTo(block);
        High(a, e).CopyTo(block[8..]);
        Low(b, f).CopyTo(block[16..]);
        High(b, f).CopyTo(block[24..]);
        Low(c, g).CopyTo(block[32..]);
        High(c, g).CopyTo(block[40..]);
        Low(d, h).CopyTo(block[48..]);
        High(d, h).CopyTo(block[56..]);
    }

    private static Vector128<short> Row(Span<short> block, int start) => Vector128.Create<short>(block[start..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Low(Vector128<short> left, Vector128<short> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right) : AdvSimd.Arm64.ZipLow(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> High(Vector128<short> left, Vector128<short> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right) : AdvSimd.Arm64.ZipHigh(left, right);

    private static void Plain(Span<short> block)
    {
        for (var y = 0; y < 8; y++)
            for (var x = y + 1; x < 8; x++)
                (block[8 * y + x], block[8 * x + y]) = (block[8 * x + y], block[8 * y + x]);
    }
}
