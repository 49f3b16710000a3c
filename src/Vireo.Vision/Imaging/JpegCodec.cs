using Vireo.Native;

namespace Vireo.Vision.Imaging;

/// <summary>JPEG by way of libjpeg-turbo, with the rules for CMYK and for damaged files.</summary>
/// <remarks>Strict: a file without its end marker, or whose coded data is damaged, is an error. Oddities that leave the
/// pixels intact (junk between the header's blocks, unknown revisions) are not.</remarks>
internal static class JpegCodec
{
    /// <summary>A coded block of 64 pixels takes at least one bit with Huffman coding.</summary>
    private const long PixelsPerByte = 512;

    /// <summary>Below this many pixels a false claim costs too little to be checked.</summary>
    private const long FreePixels = 4_000_000;

    /// <summary>What the library calls its harmless warnings.</summary>
    private static readonly string[] _harmless =
        ["extraneous bytes before marker", "Unknown Adobe", "unknown JFIF revision", "Invalid SOS parameters"];

    /// <summary>Whether libjpeg-turbo was found and is not switched off.</summary>
    public static bool IsAvailable => TurboJpeg.IsAvailable;

    public static (Raster Raster, Orientation Orientation) Decode(ImageBytes image)
    {
        var markers = JpegMarkers.Parse(image);
        var pixels = (long)markers.Size.Width * markers.Size.Height;
        if (pixels > FreePixels && !markers.Arithmetic && pixels > image.Data.Length * PixelsPerByte)
            throw image.Damaged($"its {image.Data.Length} bytes cannot hold {markers.Size} pixels");
        if (!IsAvailable)
            throw Missing(image.Name);

        try
        {
            return (DecodePixels(image, markers), markers.Orientation);
        }
        catch (NativeException e)
        {
            throw image.Damaged(e.Message, e);
        }
    }

    public static byte[] Encode(Image image, int quality) => IsAvailable
        ? TurboJpeg.Encode(
            image.Pixels, image.Width, image.Height, image.Channels == 1 ? JpegPixels.Gray : JpegPixels.Rgb, quality)
        : throw Missing("The image");

    /// <summary>CMYK to RGB, <c>R = C'·K'</c>, where C' and K' are what the inks let through.</summary>
    /// <param name="cmyk">As stored, [N, 4].</param>
    /// <param name="inverted">Whether the file stores C' (Adobe's way) and not the ink C = 255 − C'.</param>
    public static byte[] FromCmyk(ReadOnlySpan<byte> cmyk, bool inverted)
    {
        var flip = inverted ? (byte)0 : (byte)255;
        var result = GC.AllocateUninitializedArray<byte>(cmyk.Length / 4 * 3);
        for (int i = 0, o = 0; i < cmyk.Length; i += 4, o += 3)
        {
            var black = cmyk[i + 3] ^ flip;
            result[o] = Light(cmyk[i] ^ flip, black);
            result[o + 1] = Light(cmyk[i + 1] ^ flip, black);
            result[o + 2] = Light(cmyk[i + 2] ^ flip, black);
        }

        return result;
    }

    private static Raster DecodePixels(ImageBytes image, JpegMarkers markers)
    {
        var (format, channels) = markers.Components switch
        {
            1 => (JpegPixels.Gray, 1),
            3 => (JpegPixels.Rgb, 3),
            _ => (JpegPixels.Cmyk, 4),
        };
        var scale = Scale(markers.Size, image.Options.ShorterSideNeeded);
        var (width, height) = (scale.Of(markers.Size.Width), scale.Of(markers.Size.Height));
        var pixels = GC.AllocateUninitializedArray<byte>(checked(width * height * channels));
        var result = TurboJpeg.Decode(image.Data, pixels, format, scale);
        if (result.Warning is { } warning
            && !_harmless.Any(known => warning.Contains(known, StringComparison.OrdinalIgnoreCase)))
            throw image.Damaged($"JPEG: {warning}");

        return channels == 4
            ? new(width, height, 3, FromCmyk(pixels, markers.Adobe)) : new(width, height, channels, pixels);
    }

    /// <summary>The smallest of 1, 1/2, 1/4 and 1/8 that leaves the shorter side long enough.</summary>
    private static JpegScale Scale(ImageSize size, int? needed)
    {
        var denominator = 1;
        while (needed is { } length && denominator < 8 && size.ShorterSide / (2 * denominator) >= length)
            denominator *= 2;

        return new(1, denominator);
    }

    private static byte Light(int colour, int black) => (byte)((colour * black + 127) / 255);

    private static VireoException Missing(string name) => new("VIR1105",
        $"{name}: JPEG needs libjpeg-turbo ({TurboJpeg.Reason}). "
        + "Install it (Debian and Ubuntu: apt-get install libturbojpeg0), or convert the files to PNG.");
}
