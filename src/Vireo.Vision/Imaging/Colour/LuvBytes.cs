namespace Vireo.Vision.Imaging.Colour;

/// <summary>L*u*v* in 8 bits, by the exact formula, rounded.</summary>
internal static class LuvBytes
{
    public static Rgb FromRgb(byte r, byte g, byte b)
    {
        var (l, u, v) = UniformColour.ToLuv(r / 255f, g / 255f, b / 255f);
        return new(
            Saturate.ToByte(l * 2.55f), Saturate.ToByte((u + 134) * (255f / 354)),
            Saturate.ToByte((v + 140) * (255f / 262)));
    }

    public static Rgb ToRgb(byte l, byte u, byte v)
    {
        var (r, g, b) =
            UniformColour.FromCoarseLuv(l * (100f / 255), u * (354f / 255) - 134, v * (262f / 255) - 140);
        return new(Saturate.ToByte(r * 255), Saturate.ToByte(g * 255), Saturate.ToByte(b * 255));
    }
}
