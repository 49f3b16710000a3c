using System.Numerics.Tensors;

namespace Vireo.Vision.Lint;

/// <summary>Hashes of a picture and of parts of it: 64 signs of low frequencies (DCT). Pictures that look alike differ
/// in few bits; a picture cut off at its edges has the hash of a part of the original.</summary>
/// <remarks>The parts are 95%, 90% and 85% wide and high, each in the middle, at the edges and in the corners, and 80%
/// in the middle. The cosines are integrated over the exact extent of a part, so nothing is resampled
/// between.</remarks>
internal static class PerceptualHash
{
    /// <summary>Side of the square grey picture that is hashed.</summary>
    public const int Side = 64;

    private const int Frequencies = 9;
    private static readonly (float Start, float Size)[] Spans =
    [
        (0, 1), (0, 0.95f), (0.025f, 0.95f), (0.05f, 0.95f), (0, 0.9f), (0.05f, 0.9f), (0.1f, 0.9f),
        (0, 0.85f), (0.075f, 0.85f), (0.15f, 0.85f), (0.1f, 0.8f),
    ];

    // Pairs of spans across and down: the whole, 3 x 3 parts of three sizes, the middle.
    private static readonly (int X, int Y)[] Parts =
    [
        (0, 0),
        .. from first in (int[])[1, 4, 7] from y in Enumerable.Range(first, 3) from x in Enumerable.Range(first, 3)
           select (x, y),
        (10, 10),
    ];

    private static readonly float[][] Cosines = [.. Spans.Select(span => CosinesOf(span.Start, span.Size))];

    /// <summary>Hashes of a picture: the whole first.</summary>
    public static int Count => Parts.Length;

    /// <summary>Where a part lies, in shares of width and height.</summary>
    public static Placement PlaceOf(int part)
    {
        var (x, y) = Parts[part];
        return new(Spans[x].Start, Spans[y].Start, Spans[x].Size, Spans[y].Size);
    }

    /// <summary>All hashes of a grey picture of <see cref="Side"/> squared, rows from the top.</summary>
    public static ulong[] Of(ReadOnlySpan<float> grey)
    {
        // Across for each span once: [span][frequency][row].
        var across = new float[Spans.Length * Frequencies * Side];
        for (var span = 0; span < Spans.Length; span++)
            for (var k = 0; k < Frequencies; k++)
                for (var y = 0; y < Side; y++)
                    across[(span * Frequencies + k) * Side + y] =
                        TensorPrimitives.Dot(grey.Slice(y * Side, Side), Cosines[span].AsSpan(k * Side, Side));

        var hashes = new ulong[Parts.Length];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = Signs(across.AsSpan(Parts[i].X * Frequencies * Side), Cosines[Parts[i].Y]);
        return hashes;
    }

    private static ulong Signs(ReadOnlySpan<float> across, ReadOnlySpan<float> down)
    {
        var hash = 0UL;
        for (var ky = 0; ky < 8; ky++)
        {
            for (var kx = 0; kx < 8; kx++)
            {
                // The mean says nothing: its place goes to one more frequency across.
                var x = kx + ky == 0 ? 8 : kx;
                var value = TensorPrimitives.Dot(across.Slice(x * Side, Side), down.Slice(ky * Side, Side));
                if (value > 0) hash |= 1UL << (ky * 8 + kx);
            }
        }

        return hash;
    }

    private static float[] CosinesOf(double start, double size)
    {
        var table = new float[Frequencies * Side];
        for (var k = 0; k < Frequencies; k++)
        {
            for (var i = 0; i < Side; i++)
            {
                var from = Math.Clamp(((double)i / Side - start) / size, 0, 1);
                var to = Math.Clamp((i + 1.0) / Side / size - start / size, 0, 1);
                table[k * Side + i] = (float)(k == 0
                    ? to - from : (Math.Sin(Math.PI * k * to) - Math.Sin(Math.PI * k * from)) / (Math.PI * k));
            }
        }

        return table;
    }
}
