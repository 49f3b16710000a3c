namespace Vireo.Native;

/// <summary>What decoding yields; the numbers are <c>TJPF_*</c>.</summary>
public enum JpegPixels
{
    /// <summary>Three bytes: red, green, blue. Not from CMYK files.</summary>
    Rgb = 0,

    /// <summary>One byte: luminance. Not from CMYK files.</summary>
    Gray = 6,

    /// <summary>Four bytes: cyan, magenta, yellow, black as stored (Adobe stores them inverted). From CMYK files
    /// only.</summary>
    Cmyk = 11,
}
