namespace Vireo.Vision.Imaging;

/// <summary>Kind of an image file, told by its first bytes.</summary>
public enum ImageFormat
{
    /// <summary>None of those below.</summary>
    Unknown,

    /// <summary>JPEG, also with several pictures (MPO): the first is read.</summary>
    Jpeg,

    /// <summary>PNG, also animated: the first frame is read.</summary>
    Png,

    /// <summary>Windows or OS/2 bitmap.</summary>
    Bmp,

    /// <summary>GIF, also animated: the first frame is read.</summary>
    Gif,

    /// <summary>WebP, also animated: the first frame is read.</summary>
    WebP,

    /// <summary>TIFF or BigTIFF: the first page is read.</summary>
    Tiff,

    /// <summary>PBM, PGM, PPM or PFM; PAM is recognised, not read.</summary>
    Pnm,

    /// <summary>Windows icon or cursor; recognised, not read.</summary>
    Ico,

    /// <summary>JPEG 2000; recognised, not read.</summary>
    Jpeg2000,

    /// <summary>AVIF or HEIF; recognised, not read.</summary>
    Avif,

    /// <summary>Photoshop document; recognised, not read.</summary>
    Psd,

    /// <summary>DirectDraw surface; recognised, not read.</summary>
    Dds,

    /// <summary>Truevision TGA; recognised, not read.</summary>
    Tga,

    /// <summary>SVG drawing; recognised, not read.</summary>
    Svg,
}
