namespace Vireo.Vision.Imaging.Colour;

/// <summary>Spaces that are linear in the RGB values, in floating point.</summary>
internal static class LumaColour
{
    public static (float Y, float Cr, float Cb) ToYCrCb(float r, float g, float b)
    {
        var y = Luma(r, g, b);
        return (y, (r - y) * 0.713f + 0.5f, (b - y) * 0.564f + 0.5f);
    }

    public static (float R, float G, float B) FromYCrCb(float y, float cr, float cb)
    {
        (cr, cb) = (cr - 0.5f, cb - 0.5f);
        return (y + cr * 1.403f, y - cb * 0.344f - cr * 0.714f, y + cb * 1.773f);
    }

    public static (float Y, float U, float V) ToYuv(float r, float g, float b)
    {
        var y = Luma(r, g, b);
        return (y, (b - y) * 0.492f + 0.5f, (r - y) * 0.877f + 0.5f);
    }

    public static (float R, float G, float B) FromYuv(float y, float u, float v)
    {
        (u, v) = (u - 0.5f, v - 0.5f);
        return (y + v * 1.140f, y - u * 0.395f - v * 0.581f, y + u * 2.032f);
    }

    public static (float X, float Y, float Z) ToXyz(float r, float g, float b) => (
        r * 0.412453f + g * 0.357580f + b * 0.180423f, r * 0.212671f + g * 0.715160f + b * 0.072169f,
        r * 0.019334f + g * 0.119193f + b * 0.950227f);

    public static (float R, float G, float B) FromXyz(float x, float y, float z) => (
        x * 3.240479f - y * 1.53715f - z * 0.498535f, x * -0.969256f + y * 1.875991f + z * 0.041556f,
        x * 0.055648f - y * 0.204043f + z * 1.057311f);

    private static float Luma(float r, float g, float b) => r * 0.299f + g * 0.587f + b * 0.114f;
}
