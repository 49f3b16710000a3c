using System.Collections.Frozen;

namespace Vireo.Vision.Imaging;

/// <summary>What the extension of a file name promises; only content decides.</summary>
internal static class ImageExtensions
{
    private static readonly (string Extension, ImageFormat Format)[] s_known =
    [
        (".jpg", ImageFormat.Jpeg), (".jpeg", ImageFormat.Jpeg), (".jpe", ImageFormat.Jpeg),
        (".jfif", ImageFormat.Jpeg), (".mpo", ImageFormat.Jpeg), (".png", ImageFormat.Png), (".apng", ImageFormat.Png),
        (".bmp", ImageFormat.Bmp), (".dib", ImageFormat.Bmp), (".gif", ImageFormat.Gif), (".webp", ImageFormat.WebP),
        (".tif", ImageFormat.Tiff), (".tiff", ImageFormat.Tiff), (".ppm", ImageFormat.Pnm), (".pgm", ImageFormat.Pnm),
        (".pbm", ImageFormat.Pnm), (".pnm", ImageFormat.Pnm), (".pam", ImageFormat.Pnm), (".pfm", ImageFormat.Pnm),
    ];

    private static readonly FrozenDictionary<string, ImageFormat> s_formats =
        s_known.ToFrozenDictionary(known => known.Extension, known => known.Format, StringComparer.OrdinalIgnoreCase);

    /// <summary>All that are known, in lower case, the most common of a format first.</summary>
    public static IEnumerable<string> All => s_known.Select(known => known.Extension);

    /// <summary>The format of an extension, or nothing where it promises none.</summary>
    public static ImageFormat? FormatOf(string path) =>
        s_formats.TryGetValue(Path.GetExtension(path), out var format) ? format : null;
}
