namespace Vireo.Vision.Imaging.Colour;

/// <summary>Ways to write a colour as three numbers. RGB values are sRGB's, with its white point D65.</summary>
/// <remarks>Formulas and 8-bit scales are OpenCV's; channels stand in the order of the name.</remarks>
public enum ColourSpace
{
    /// <summary>Hue, saturation <c>(max − min) / max</c>, value <c>max</c>. 8 bits: hue in units of 2 degrees, 0 to
    /// 179; floats: degrees, and the others from 0 to 1.</summary>
    Hsv,

    /// <summary>The same with an 8-bit hue that uses all of 0 to 255; a full turn is 256 on the way there and 255 on
    /// the way back, as in OpenCV.</summary>
    HsvFull,

    /// <summary>Hue, lightness <c>(max + min) / 2</c>, saturation. Units as for <see cref="Hsv"/>.</summary>
    Hls,

    /// <summary>The same with an 8-bit hue as for <see cref="HsvFull"/>.</summary>
    HlsFull,

    /// <summary>CIE L*a*b* (1976). 8 bits: <c>L·255/100</c>, <c>a + 128</c>, <c>b + 128</c>; floats: as it
    /// is.</summary>
    Lab,

    /// <summary>CIE L*u*v* (1976). 8 bits: <c>L·255/100</c>, <c>(u + 134)·255/354</c>, <c>(v + 140)·255/262</c>;
    /// floats: as it is.</summary>
    Luv,

    /// <summary><c>Y = 0.299 R + 0.587 G + 0.114 B</c>, <c>0.713 (R − Y)</c>, <c>0.564 (B − Y)</c>; the differences
    /// are about 128 (8 bits) or 0.5 (floats).</summary>
    YCrCb,

    /// <summary><c>Y</c>, <c>0.492 (B − Y)</c>, <c>0.877 (R − Y)</c>; the differences are about 128 (8 bits) or 0.5
    /// (floats).</summary>
    Yuv,

    /// <summary>CIE XYZ (1931), linear in the RGB values as OpenCV has it: gamma is not taken out.</summary>
    Xyz,
}
