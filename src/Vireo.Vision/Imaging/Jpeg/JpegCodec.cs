using Vireo.Native;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>JPEG with the rules for CMYK and for damaged files: by way of libjpeg-turbo where it is installed,
/// otherwise, and wherever that has doubts, by the managed decoder.</summary>
/// <remarks>Strict: a file without its end marker, or whose coded data is damaged, is an error. Oddities that leave the
/// pixels intact (junk between the header's blocks, unknown revisions) are not. The managed decoder decides what is
/// damaged, so that the verdict and its words are the same with and without the library.</remarks>
internal static class JpegCodec
{
    /// <summary>A coded block of 64 pixels takes at least one bit with Huffman coding.</summary>
    private const long PixelsPerByte = 512;

    /// <summary>Below this many pixels a false claim costs too little to be checked.</summary>
    private const long FreePixels = 4_000_000;

    public static Frame Decode(ImageBytes image)
    {
        var header = JpegHeader.Parse(image);
        var pixels = (long)header.Size.Width * header.Size.Height;
        if (pixels > FreePixels && pixels > image.Data.Length * PixelsPerByte)
            throw image.Damaged($"its {image.Data.Length} bytes cannot hold {header.Size} pixels");

        var scale = Scale(header.Size, image.Options.ShorterSideNeeded);
        var raster = Native(image, header, scale) ?? JpegDecoder.Decode(image, header, 8 / scale);
        return new(raster, header.Orientation);
    }

    public static ImageInfo ReadInfo(ImageBytes image)
    {
        var header = JpegHeader.Parse(image, toEnd: false);
        var scale = new JpegScale(1, Scale(header.Size, image.Options.ShorterSideNeeded));
        var size = new ImageSize(scale.Of(header.Size.Width), scale.Of(header.Size.Height));
        return new(ImageFormat.Jpeg, size, header.Planes.Length == 1 ? 1 : 3, PixelDepth.U8, header.Orientation);
    }

    public static byte[] Encode(Image image, int quality) => TurboJpeg.IsAvailable
        ? TurboJpeg.Encode(
            image.Pixels, image.Width, image.Height, image.Channels == 1 ? JpegPixels.Gray : JpegPixels.Rgb, quality)
        : JpegEncoder.Encode(image, quality);

    /// <summary>CMYK to RGB, <c>R = C'·K'</c>, where C' and K' are what the inks let through.</summary>
    /// <param name="cmyk">As stored, [N, 4].</param>
    /// <param name="inverted">Whether the file stores C' (Adobe's way) and not the ink C = 255 − C'.</param>
    /// <param name="result">[N, 3].</param>
    public static void FromCmyk(ReadOnlySpan<byte> cmyk, bool inverted, Span<byte> result)
    {
        var flip = inverted ? (byte)0 : (byte)255;
        for (int i = 0, o = 0; i < cmyk.Length; i += 4, o += 3)
        {
            var black = cmyk[i + 3] ^ flip;
            result[o] = Light(cmyk[i] ^ flip, black);
            result[o + 1] = Light(cmyk[i + 1] ^ flip, black);
            result[o + 2] = Light(cmyk[i + 2] ^ flip, black);
        }
    }

    /// <summary>The library's result, or nothing where it is missing, does not know the kind or finds a fault.</summary>
    private static Raster? Native(ImageBytes image, JpegHeader header, int denominator)
    {
        if (!image.Options.UseNative || !header.IsOrdinary || !TurboJpeg.IsAvailable)
            return null;

        var (format, channels) = header.Planes.Length switch
        {
            1 => (JpegPixels.Gray, 1),
            3 => (JpegPixels.Rgb, 3),
            _ => (JpegPixels.Cmyk, 4),
        };
        var scale = new JpegScale(1, denominator);
        var size = new ImageSize(scale.Of(header.Size.Width), scale.Of(header.Size.Height));
        var raster = image.NewRaster(size, channels);
        try
        {
            if (!TurboJpeg.Decode(image.Data, raster.Pixels, format, scale).IsSound)
                return null;
        }
        catch (NativeException)
        {
            return null;
        }

        if (channels < 4)
            return raster;
        var colours = image.NewRaster(size, 3);
        FromCmyk(raster.Pixels, header.Inverted, colours.Pixels);
        return colours;
    }

    /// <summary>The smallest of 1, 1/2, 1/4 and 1/8 that leaves the shorter side long enough, as its
    /// denominator.</summary>
    private static int Scale(ImageSize size, int? needed)
    {
        var denominator = 1;
        while (needed is { } length && denominator < 8 && size.ShorterSide / (2 * denominator) >= length)
            denominator *= 2;

        return denominator;
    }

    private static byte Light(int colour, int black) => (byte)((colour * black + 127) / 255);
}
