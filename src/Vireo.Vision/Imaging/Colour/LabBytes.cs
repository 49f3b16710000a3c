namespace Vireo.Vision.Imaging.Colour;

/// <summary>L*a*b* in 8 bits. From RGB in whole numbers, bit for bit as OpenCV does it; back by the exact formula,
/// rounded.</summary>
internal static class LabBytes
{
    /// <summary>Bits of a product of light and matrix, and of a cube root.</summary>
    private const int LightBits = 3, MatrixBits = 12, RootBits = 15;

    /// <summary>Light of each stored value, in 1/8 grey levels.</summary>
    private static readonly int[] s_light =
        [.. Enumerable.Range(0, 256).Select(i => Saturate.ToInt(255 * 8 * UniformColour.ToLight(i / 255.0)))];

    private static readonly int[] s_root =
    [
        .. Enumerable.Range(0, 256 * 3 / 2 << LightBits)
            .Select(i => Saturate.ToInt((1 << RootBits) * UniformColour.Root(i / (255.0 * 8)))),
    ];

    /// <summary>From light to X / white, Y, Z / white.</summary>
    private static readonly int[] s_matrix =
    [
        .. new[]
        {
            0.412453 / 0.950456, 0.357580 / 0.950456, 0.180423 / 0.950456, 0.212671, 0.715160, 0.072169,
            0.019334 / 1.088754, 0.119193 / 1.088754, 0.950227 / 1.088754,
        }.Select(v => Saturate.ToInt(v * (1 << MatrixBits))),
    ];

    public static Rgb FromRgb(byte r, byte g, byte b)
    {
        int red = s_light[r], green = s_light[g], blue = s_light[b];
        var (x, y, z) = (Root(0), Root(1), Root(2));
        const int LightnessScale = (116 * 255 + 50) / 100;
        const int LightnessShift = -((16 * 255 * (1 << RootBits) + 50) / 100);
        return new(
            Byte(LightnessScale * y + LightnessShift), Byte(500 * (x - y) + (128 << RootBits)),
            Byte(200 * (y - z) + (128 << RootBits)));

        int Root(int row) => s_root[Rounded(
            red * s_matrix[3 * row] + green * s_matrix[3 * row + 1] + blue * s_matrix[3 * row + 2], MatrixBits)];
    }

    public static Rgb ToRgb(byte l, byte a, byte b)
    {
        var colour = UniformColour.FromLab(l * (100f / 255), a - 128, b - 128);
        return new(Saturate.ToByte(colour.R * 255), Saturate.ToByte(colour.G * 255), Saturate.ToByte(colour.B * 255));
    }

    private static byte Byte(int value) => Saturate.ToByte(Rounded(value, RootBits));

    private static int Rounded(int value, int bits) => (value + (1 << (bits - 1))) >> bits;
}
