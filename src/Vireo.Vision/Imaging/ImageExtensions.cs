namespace Vireo.Vision.Imaging;

/// <summary>What the extension of a file name promises; only content decides.</summary>
internal static class ImageExtensions
{
    /// <summary>The format of an extension, or nothing where it promises none.</summary>
    public static ImageFormat? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JPG" or ".JPEG" or ".JPE" or ".JFIF" or ".MPO" => ImageFormat.Jpeg,
        ".PNG" or ".APNG" => ImageFormat.Png,
        ".BMP" or ".DIB" => ImageFormat.Bmp,
        ".GIF" => ImageFormat.Gif,
        ".WEBP" => ImageFormat.WebP,
        ".TIF" or ".TIFF" => ImageFormat.Tiff,
        ".PPM" or ".PGM" or ".PBM" or ".PNM" or ".PFM" => ImageFormat.Pnm,
        _ => null,
    };
}
