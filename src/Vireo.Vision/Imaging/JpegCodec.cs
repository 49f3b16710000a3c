namespace Vireo.Vision.Imaging;

/// <summary>JPEG by way of libjpeg-turbo, with the rules for CMYK.</summary>
internal static class JpegCodec
{
    /// <summary>Whether libjpeg-turbo was found.</summary>
    public static bool IsAvailable => false;

    public static (Raster Raster, Orientation Orientation) Decode(ImageBytes image)
    {
        _ = JpegHeader.Parse(image);
        throw Missing();
    }

    public static byte[] Encode(Image image, int quality) => throw Missing();

    private static VireoException Missing() => new("VIR2005",
        "JPEG needs libjpeg-turbo, which was not found. Install it (Debian and Ubuntu: apt-get install libturbojpeg0).");

    /// <summary>Light of an ink pair: <c>C'·K' / 255</c>, rounded.</summary>
    private static byte Light(int colour, int black) => (byte)((colour * black + 127) / 255);

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
}
