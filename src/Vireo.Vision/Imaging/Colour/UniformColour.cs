namespace Vireo.Vision.Imaging.Colour;

/// <summary>CIE L*a*b* and L*u*v* of sRGB with the white point D65, in floating point.</summary>
/// <remarks>CIE 15:2004; IEC 61966-2-1:1999 for the transfer curve. RGB is cut off at 0 and 1 both ways.</remarks>
internal static class UniformColour
{
    private const double WhiteX = 0.950456;
    private const double WhiteZ = 1.088754;
    private const double Threshold = 216.0 / 24389;
    private const double Slope = 24389.0 / 27;
    private const double Denominator = WhiteX + 15 + 3 * WhiteZ;
    private const double WhiteU = 4 * WhiteX / Denominator;
    private const double WhiteV = 9 / Denominator;

    public static (float L, float A, float B) ToLab(float r, float g, float b)
    {
        var (x, y, z) = Xyz(r, g, b);
        var (fx, fy, fz) = (Root(x / WhiteX), Root(y), Root(z / WhiteZ));
        return ((float)Lightness(y), (float)(500 * (fx - fy)), (float)(200 * (fy - fz)));
    }

    public static (float R, float G, float B) FromLab(float l, float a, float b)
    {
        var fy = (l + 16.0) / 116;
        var y = l <= 8 ? l / Slope : fy * fy * fy;
        return Rgb(WhiteX * Cube(fy + a / 500.0), y, WhiteZ * Cube(fy - b / 200.0));
    }

    public static (float L, float U, float V) ToLuv(float r, float g, float b)
    {
        var (x, y, z) = Xyz(r, g, b);
        var lightness = Lightness(y);
        var sum = Math.Max(x + 15 * y + 3 * z, 1.1920929e-7);
        var (u, v) = (13 * lightness * (4 * x / sum - WhiteU), 13 * lightness * (9 * y / sum - WhiteV));
        return ((float)lightness, (float)u, (float)v);
    }

    public static (float R, float G, float B) FromLuv(float l, float u, float v)
    {
        if (l <= 0)
            return (0, 0, 0);

        var fy = (l + 16.0) / 116;
        var y = l <= 8 ? l / Slope : fy * fy * fy;
        var (up, vp) = (u / (13.0 * l) + WhiteU, v / (13.0 * l) + WhiteV);
        // A quarter of v' divides; near zero its reciprocal is kept bounded, as the colour is then none of RGB's anyway.
        var inverse = Math.Clamp(1 / (4 * vp), -0.25 * 13 * 100, 0.25 * 13 * 100);
        return Rgb(9 * up * inverse * y, y, (12 - 3 * up - 20 * vp) * inverse * y);
    }

    /// <summary>sRGB's transfer curve: from a stored value to light, both 0 to 1.</summary>
    public static double ToLight(double value) =>
        value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double FromLight(double light) =>
        light <= 0.0031308 ? light * 12.92 : 1.055 * Math.Pow(light, 1 / 2.4) - 0.055;

    /// <summary>The cube root, continued by a line below the threshold.</summary>
    public static double Root(double t) => t > Threshold ? Math.Cbrt(t) : t * (841.0 / 108) + 16.0 / 116;

    private static double Cube(double f) => f <= 6.0 / 29 ? (f - 16.0 / 116) * 108 / 841 : f * f * f;

    private static double Lightness(double y) => y > Threshold ? 116 * Math.Cbrt(y) - 16 : Slope * y;

    private static (double X, double Y, double Z) Xyz(double r, double g, double b)
    {
        (r, g, b) = (ToLight(Math.Clamp(r, 0, 1)), ToLight(Math.Clamp(g, 0, 1)), ToLight(Math.Clamp(b, 0, 1)));
        return (r * 0.412453 + g * 0.357580 + b * 0.180423, r * 0.212671 + g * 0.715160 + b * 0.072169,
            r * 0.019334 + g * 0.119193 + b * 0.950227);
    }

    private static (float R, float G, float B) Rgb(double x, double y, double z)
    {
        return (Channel(x * 3.240479 - y * 1.53715 - z * 0.498535), Channel(x * -0.969256 + y * 1.875991 + z * 0.041556),
            Channel(x * 0.055648 - y * 0.204043 + z * 1.057311));

        static float Channel(double light) => (float)FromLight(Math.Clamp(light, 0, 1));
    }
}
