namespace Vireo.Native;

/// <summary>How a file stores colour; the numbers are <c>TJCS_*</c>.</summary>
public enum JpegColorSpace
{
    /// <summary>Red, green, blue.</summary>
    Rgb = 0,

    /// <summary>Luminance and two colour differences: the usual one.</summary>
    YCbCr = 1,

    /// <summary>Luminance.</summary>
    Gray = 2,

    /// <summary>Cyan, magenta, yellow, black.</summary>
    Cmyk = 3,

    /// <summary>CMYK with its first three turned into luminance and colour differences.</summary>
    Ycck = 4,
}
