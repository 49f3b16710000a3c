namespace Vireo.Vision.Imaging.Colour;

/// <summary>Spaces that are linear in the RGB values, in whole numbers: factors of 14 bits (12 for XYZ), results
/// rounded half up and cut off at 0 and 255.</summary>
internal static class LumaBytes
{
    public static Rgb ToYCrCb(byte r, byte g, byte b)
    {
        var y = Luma(r, g, b);
        return new(Saturate.ToByte(y), Chroma(r - y, 11682), Chroma(b - y, 9241));
    }

    public static Rgb FromYCrCb(byte y, byte cr, byte cb) => ToRgb(y, cr - 128, cb - 128, 22987, -11698, -5636, 29049);

    public static Rgb ToYuv(byte r, byte g, byte b)
    {
        var y = Luma(r, g, b);
        return new(Saturate.ToByte(y), Chroma(b - y, 8061), Chroma(r - y, 14369));
    }

    public static Rgb FromYuv(byte y, byte u, byte v) => ToRgb(y, v - 128, u - 128, 18678, -9519, -6472, 33292);

    public static Rgb ToXyz(byte r, byte g, byte b) => new(
        Twelve(1689 * r + 1465 * g + 739 * b), Twelve(871 * r + 2929 * g + 296 * b),
        Twelve(79 * r + 488 * g + 3892 * b));

    public static Rgb FromXyz(byte x, byte y, byte z) => new(
        Twelve(13273 * x - 6296 * y - 2042 * z), Twelve(-3970 * x + 7684 * y + 170 * z),
        Twelve(228 * x - 836 * y + 4331 * z));

    private static int Luma(int r, int g, int b) => Fourteen(4899 * r + 9617 * g + 1868 * b);

    private static byte Chroma(int difference, int factor) =>
        Saturate.ToByte(Fourteen(difference * factor + (128 << 14)));

    private static Rgb ToRgb(int y, int red, int blue, int redToRed, int redToGreen, int blueToGreen, int blueToBlue) =>
        new(Saturate.ToByte(y + Fourteen(red * redToRed)),
            Saturate.ToByte(y + Fourteen(red * redToGreen + blue * blueToGreen)),
            Saturate.ToByte(y + Fourteen(blue * blueToBlue)));

    private static int Fourteen(int value) => (value + (1 << 13)) >> 14;

    private static byte Twelve(int value) => Saturate.ToByte((value + (1 << 11)) >> 12);
}
