using System.Globalization;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Look;

/// <summary>A colour for each class, neighbours far apart.</summary>
internal static class LookColour
{
    private const double GoldenAngle = 137.508;

    /// <summary>For a style sheet.</summary>
    public static string Css(int label) =>
        string.Create(CultureInfo.InvariantCulture, $"hsl({Hue(label):0} 85% 52%)");

    /// <summary>For pixels: the same hue, fully saturated, of middle lightness.</summary>
    public static Rgb Pixel(int label)
    {
        var hue = Hue(label) / 60;
        byte Channel(double shift)
        {
            var at = (hue + shift) % 6;
            return (byte)(255 * Math.Clamp(Math.Abs(at - 3) - 1, 0, 1));
        }

        return new(Channel(0), Channel(4), Channel(2));
    }

    private static double Hue(int label) => label * GoldenAngle % 360;
}
