namespace Vireo.Vision.Imaging.WebP;

/// <summary>Predicts whole planes of a macroblock (RFC 6386, sections 12.2 and 12.3).</summary>
internal static class Vp8Prediction
{
    /// <summary>Fills a plane.</summary>
    /// <param name="work">Edges and samples.</param>
    /// <param name="mode">One of the four ways.</param>
    /// <param name="hasLeft">Whether there are pixels on the left.</param>
    /// <param name="hasAbove">Whether there are pixels above.</param>
    public static void Whole(Vp8Work work, int mode, bool hasLeft, bool hasAbove)
    {
        switch (mode)
        {
            case Vp8Macroblock.Dc:
                Mean(work, hasLeft, hasAbove);
                break;
            case Vp8Macroblock.TrueMotion:
                TrueMotion(work.Samples, Vp8Work.Origin, work.Size);
                break;
            case Vp8Macroblock.Vertical:
                for (var y = 0; y < work.Size; y++)
                    work.Samples.AsSpan(Vp8Work.Origin - Vp8Work.Stride, work.Size)
                        .CopyTo(work.Samples.AsSpan(Vp8Work.Origin + y * Vp8Work.Stride));
                break;
            default:
                for (var y = 0; y < work.Size; y++)
                {
                    var at = Vp8Work.Origin + y * Vp8Work.Stride;
                    work.Samples.AsSpan(at, work.Size).Fill(work.Samples[at - 1]);
                }

                break;
        }
    }

    /// <summary>Left + above − corner.</summary>
    public static void TrueMotion(byte[] samples, int origin, int size)
    {
        var corner = samples[origin - Vp8Work.Stride - 1];
        for (var y = 0; y < size; y++)
        {
            var at = origin + y * Vp8Work.Stride;
            for (var x = 0; x < size; x++)
                samples[at + x] =
                    Vp8Transform.Clip(samples[at - 1] + samples[origin - Vp8Work.Stride + x] - corner);
        }
    }

    private static void Mean(Vp8Work work, bool hasLeft, bool hasAbove)
    {
        var (sum, count) = (0, 0);
        for (var i = 0; i < work.Size; i++)
        {
            sum += hasAbove ? work.Samples[Vp8Work.Origin - Vp8Work.Stride + i] : 0;
            sum += hasLeft ? work.Samples[Vp8Work.Origin + i * Vp8Work.Stride - 1] : 0;
        }

        count += (hasAbove ? work.Size : 0) + (hasLeft ? work.Size : 0);
        var value = count == 0 ? (byte)128 : (byte)((sum + count / 2) / count);
        for (var y = 0; y < work.Size; y++)
            work.Samples.AsSpan(Vp8Work.Origin + y * Vp8Work.Stride, work.Size).Fill(value);
    }
}
