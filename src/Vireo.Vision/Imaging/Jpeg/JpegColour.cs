namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>How a JPEG file stores colour.</summary>
internal enum JpegColour
{
    Grey,
    YCbCr,
    Rgb,
    Cmyk,

    /// <summary>CMYK whose first three are turned into luminance and colour differences.</summary>
    Ycck,
}
