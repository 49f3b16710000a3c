namespace Vireo.Vision.Imaging;

/// <summary>Type of one value of a <see cref="DecodedImage"/>.</summary>
public enum PixelDepth
{
    /// <summary>8 bits unsigned, 0 to 255; files of 1, 2 and 4 bits are spread over this range.</summary>
    U8,

    /// <summary>16 bits unsigned, 0 to 65535.</summary>
    U16,

    /// <summary>32-bit floating point, as stored: usually 0 to 1, but nothing is clipped.</summary>
    F32,
}
