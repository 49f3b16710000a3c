namespace Vireo.Vision.Imaging.WebP;

/// <summary>Adds to each pixel what its neighbours foretell, in one of 14 ways for each tile.</summary>
internal static class Vp8LPrediction
{
    private const uint Black = 0xFF000000;

    public static void Undo(uint[] pixels, int width, uint[] modes, int bits, int across)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            var guess = y == 0 ? x == 0 ? Black : pixels[i - 1]
                : x == 0 ? pixels[i - width]
                : Guess(modes[(y >> bits) * across + (x >> bits)] >> 8 & 15, pixels[i - 1], pixels[i - width - 1],
                    pixels[i - width], pixels[i - width + 1]);
            pixels[i] = Vp8LTransform.Add(pixels[i], guess);
        }
    }

    /// <summary>By the pixels on the left, above it, above and above on the right; in the last column the latter is the
    /// first of the row itself.</summary>
    private static uint Guess(uint mode, uint left, uint corner, uint above, uint right) => mode switch
    {
        1 => left,
        2 => above,
        3 => right,
        4 => corner,
        5 => Mean(Mean(left, right), above),
        6 => Mean(left, corner),
        7 => Mean(left, above),
        8 => Mean(corner, above),
        9 => Mean(above, right),
        10 => Mean(Mean(left, corner), Mean(above, right)),
        11 => Select(left, above, corner),
        12 => Each(left, above, corner, static (a, b, c) => a + b - c),
        13 => Each(Mean(left, above), corner, 0, static (a, b, _) => a + (a - b) / 2),
        _ => Black,
    };

    private static uint Mean(uint a, uint b) => (((a ^ b) & 0xFEFEFEFE) >> 1) + (a & b);

    /// <summary>The neighbour that is closer to left + above − corner.</summary>
    private static uint Select(uint left, uint above, uint corner)
    {
        var distance = 0;
        for (var shift = 0; shift < 32; shift += 8)
        {
            var (l, a, c) = (Part(left, shift), Part(above, shift), Part(corner, shift));
            distance += Math.Abs(a - c) - Math.Abs(l - c);
        }

        return distance < 0 ? left : above;
    }

    private static uint Each(uint a, uint b, uint c, Func<int, int, int, int> combine)
    {
        uint result = 0;
        for (var shift = 0; shift < 32; shift += 8)
            result |= (uint)Math.Clamp(combine(Part(a, shift), Part(b, shift), Part(c, shift)), 0, 255) << shift;

        return result;
    }

    private static int Part(uint pixel, int shift) => (int)(pixel >> shift & 255);
}
