namespace Vireo.Vision.Imaging.Colour;

/// <summary>HSV and HLS in 8 bits, with OpenCV's roundings.</summary>
internal static class HueBytes
{
    private const int Bits = 12;
    private static readonly int[] s_saturation = Reciprocals(255 << Bits);
    private static readonly int[] s_hue180 = Reciprocals((180 << Bits) / 6.0);
    private static readonly int[] s_hue256 = Reciprocals((256 << Bits) / 6.0);

    /// <summary>In whole numbers throughout: divisions are products with a table of reciprocals.</summary>
    public static Func<byte, byte, byte, Rgb> ToHsv(int range)
    {
        var hues = range == 180 ? s_hue180 : s_hue256;
        return (r, g, b) =>
        {
            int most = Math.Max(r, Math.Max(g, b)), difference = most - Math.Min(r, Math.Min(g, b));
            var sixths = most == r ? g - b : most == g ? b - r + 2 * difference : r - g + 4 * difference;
            var hue = Rounded(sixths * hues[difference]);
            return new(
                Saturate.ToByte(hue < 0 ? hue + range : hue), (byte)Rounded(difference * s_saturation[most]),
                (byte)most);
        };
    }

    public static Func<byte, byte, byte, Rgb> FromHsv(int range) => (h, s, v) =>
        Bytes(HueColour.FromHsv(h * (360f / range), s * (1 / 255f), v * (1 / 255f)));

    public static Func<byte, byte, byte, Rgb> ToHls(int range) => (r, g, b) =>
    {
        var (h, l, s) = HueColour.ToHls(r * (1 / 255f), g * (1 / 255f), b * (1 / 255f));
        return new(Saturate.ToByte(h * (range / 360f)), Saturate.ToByte(l * 255), Saturate.ToByte(s * 255));
    };

    public static Func<byte, byte, byte, Rgb> FromHls(int range) => (h, l, s) =>
        Bytes(HueColour.FromHls(h * (360f / range), l * (1 / 255f), s * (1 / 255f)));

    private static Rgb Bytes((float R, float G, float B) colour) =>
        new(Saturate.ToByte(colour.R * 255), Saturate.ToByte(colour.G * 255), Saturate.ToByte(colour.B * 255));

    private static int Rounded(int value) => (value + (1 << (Bits - 1))) >> Bits;

    private static int[] Reciprocals(double dividend) =>
        [0, .. Enumerable.Range(1, 255).Select(i => Saturate.ToInt(dividend / i))];
}
