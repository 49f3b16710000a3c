namespace Vireo.Vision.Imaging.Png;

/// <summary>Colour types of the PNG specification; the numbers are the file's.</summary>
internal enum PngColour
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
