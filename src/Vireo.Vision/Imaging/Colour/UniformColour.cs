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

    /// <summary>Splines of 1024 pieces stand in for the powers and roots, as in OpenCV: faster, and as its results
    /// are.</summary>
    private static readonly Lazy<NaturalSpline> s_light = new(() => new(ToLight, 1024, 1024));
    private static readonly Lazy<NaturalSpline> s_stored = new(() => new(FromLight, 1024, 1024));
    private static readonly Lazy<NaturalSpline> s_root = new(() => new(Root, 1024, 1024 * 2 / 3f));

    public static (float R, float G, float B) FromLab(float l, float a, float b)
    {
        var fy = (l + 16.0) / 116;
        var y = l <= 8 ? l / Slope : fy * fy * fy;
        return Rgb(WhiteX * Cube(fy + a / 500.0), y, WhiteZ * Cube(fy - b / 200.0));
    }

    public static (float L, float U, float V) ToLuv(float r, float g, float b)
    {
        var light = s_light.Value;
        var (x, y, z) = Xyz(Light(r), Light(g), Light(b));
        var lightness = 116 * s_root.Value.At((float)y) - 16;
        var scale = 13 * 4 / Math.Max(x + 15 * y + 3 * z, 1.1920929e-7);
        return (lightness, (float)(lightness * (x * scale - 13 * WhiteU)),
            (float)(lightness * (y * scale * 9 / 4 - 13 * WhiteV)));

        float Light(float value) => light.At(Math.Clamp(value, 0, 1));
    }

    /// <summary>Where v' comes near zero its reciprocal is bounded, as in OpenCV; X and Z are then none of
    /// RGB's.</summary>
    public static (float R, float G, float B) FromLuv(float l, float u, float v)
    {
        var (x, y, z) = XyzOfLuv(l, u, v);
        return Rgb(x, y, z);
    }

    /// <summary>The same with X and Z kept to 0 to 2, as OpenCV does where values have 8 bits.</summary>
    public static (float R, float G, float B) FromCoarseLuv(float l, float u, float v)
    {
        var (x, y, z) = XyzOfLuv(l, u, v);
        return Rgb(Math.Clamp(x, 0, 2), y, Math.Clamp(z, 0, 2));
    }

    private static (double X, double Y, double Z) XyzOfLuv(float l, float u, float v)
    {
        var fy = (l + 16.0) / 116;
        var y = l <= 8 ? l / Slope : fy * fy * fy;
        var up = 3 * (u + l * 13 * WhiteU);
        var vp = Math.Clamp(1 / (4 * (v + l * 13 * WhiteV)), -0.25, 0.25);
        return (y * 3 * up * vp, y, y * ((12.0 * 13 * l - up) * vp - 5));
    }

    /// <summary>sRGB's transfer curve: from a stored value to light, both 0 to 1.</summary>
    public static double ToLight(double value) =>
        value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double FromLight(double light) =>
        light <= 0.0031308 ? light * 12.92 : 1.055 * Math.Pow(light, 1 / 2.4) - 0.055;

    /// <summary>The cube root, continued by a line below the threshold.</summary>
    public static double Root(double t) => t > Threshold ? Math.Cbrt(t) : t * (841.0 / 108) + 16.0 / 116;

    private static double Cube(double f) => f <= 6.0 / 29 ? (f - 16.0 / 116) * 108 / 841 : f * f * f;

    private static (double X, double Y, double Z) Xyz(double r, double g, double b) => (
        r * 0.412453 + g * 0.357580 + b * 0.180423, r * 0.212671 + g * 0.715160 + b * 0.072169,
        r * 0.019334 + g * 0.119193 + b * 0.950227);

    private static (float R, float G, float B) Rgb(double x, double y, double z)
    {
        return (
            Channel(x * 3.240479 - y * 1.53715 - z * 0.498535),
            Channel(x * -0.969256 + y * 1.875991 + z * 0.041556),
            Channel(x * 0.055648 - y * 0.204043 + z * 1.057311));

        static float Channel(double light) => s_stored.Value.At((float)Math.Clamp(light, 0, 1));
    }
}
