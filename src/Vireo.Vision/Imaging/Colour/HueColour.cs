namespace Vireo.Vision.Imaging.Colour;

/// <summary>HSV and HLS in floating point: hue in degrees, the others from 0 to 1.</summary>
/// <remarks>Smith 1978, "Color gamut transform pairs"; Joblove and Greenberg 1978, "Color spaces for computer
/// graphics".</remarks>
internal static class HueColour
{
    private const float Epsilon = 1.1920929e-7f;

    public static (float H, float S, float V) ToHsv(float r, float g, float b)
    {
        var (most, least) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
        var difference = most - least;
        return (Hue(r, g, b, most, 60 / (difference + Epsilon)), difference / (Math.Abs(most) + Epsilon), most);
    }

    public static (float R, float G, float B) FromHsv(float h, float s, float v)
    {
        if (s == 0)
            return (v, v, v);

        var (sector, part) = Sector(h);
        return Arranged(sector, v, v * (1 - s), v * (1 - s * part), v * (1 - s * (1 - part)));
    }

    public static (float H, float L, float S) ToHls(float r, float g, float b)
    {
        var (most, least) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
        var (sum, difference) = (most + least, most - least);
        var lightness = sum * 0.5f;
        if (difference <= Epsilon)
            return (0, lightness, 0);

        var saturation = lightness < 0.5f ? difference / sum : difference / (2 - sum);
        return (Hue(r, g, b, most, 60 / difference), lightness, saturation);
    }

    public static (float R, float G, float B) FromHls(float h, float l, float s)
    {
        if (s == 0)
            return (l, l, l);

        var high = l <= 0.5f ? l * (1 + s) : l + s - l * s;
        var low = 2 * l - high;
        var (sector, part) = Sector(h);
        return Arranged(sector, high, low, low + (high - low) * (1 - part), low + (high - low) * part);
    }

    private static float Hue(float r, float g, float b, float most, float scale)
    {
        var hue = most == r ? (g - b) * scale : most == g ? (b - r) * scale + 120 : (r - g) * scale + 240;
        return hue < 0 ? hue + 360 : hue;
    }

    private static (int Sector, float Part) Sector(float degrees)
    {
        var turn = degrees * (1 / 60f);
        var whole = MathF.Floor(turn);
        var sector = (int)(whole - 6 * MathF.Floor(whole / 6));
        return (sector, turn - whole);
    }

    /// <summary>Which channel is high, low, falling or rising in each sixth of a turn from red.</summary>
    private static (float R, float G, float B) Arranged(int sector, float high, float low, float falling, float rising)
        => sector switch
        {
            0 => (high, rising, low),
            1 => (falling, high, low),
            2 => (low, high, rising),
            3 => (low, falling, high),
            4 => (rising, low, high),
            _ => (high, low, falling),
        };
}
