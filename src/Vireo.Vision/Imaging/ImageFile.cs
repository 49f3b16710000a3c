namespace Vireo.Vision.Imaging;

/// <summary>Image files: told apart by content, decoded strictly, written in one piece.</summary>
/// <remarks>Reads JPEG, PNG and BMP. Damaged and truncated files are errors, never half a picture. Errors:
/// <c>VIR1101</c> damaged, <c>VIR1102</c> unsupported format, <c>VIR1103</c> too large, <c>VIR1104</c> not an image,
/// <c>VIR1105</c> libjpeg-turbo is missing, <c>VIR1106</c> cannot be read.</remarks>
public static class ImageFile
{
    private const long MaxFileBytes = 1L << 30;

    /// <summary>Reads and decodes a file; 3 channels of 8 bits, upright, unless the options say otherwise.</summary>
    /// <exception cref="BadDataException">The file cannot be read or is no good image; the message names
    /// it.</exception>
    /// <exception cref="VireoException">It is a JPEG and libjpeg-turbo is not installed.</exception>
    public static Image Decode(string path, DecodeOptions? options = null) => Decode(ReadAll(path), options, path);

    /// <summary>Decodes a file's bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="options">Channels and limits.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="BadDataException">The bytes are no good image.</exception>
    /// <exception cref="VireoException">It is a JPEG and libjpeg-turbo is not installed.</exception>
    public static Image Decode(byte[] bytes, DecodeOptions? options = null, string name = "image")
    {
        var image = new ImageBytes(bytes, name, options ?? DecodeOptions.Default);
        var (raster, orientation) = Identify(bytes) switch
        {
            ImageFormat.Png => PngDecoder.Decode(image),
            ImageFormat.Bmp => (BmpDecoder.Decode(image), Orientation.Upright),
            ImageFormat.Jpeg => JpegCodec.Decode(image),
            var format => throw Refusal(image, format),
        };
        var result = raster.ToImage(image.Options.Channels);
        return image.Options.ApplyOrientation ? result.Oriented(orientation) : result;
    }

    /// <summary>The size that <see cref="Decode(string, DecodeOptions?)"/> would return, from the headers alone; needs
    /// no native library.</summary>
    /// <exception cref="BadDataException">The file cannot be read or its headers are damaged.</exception>
    public static ImageSize ReadSize(string path, DecodeOptions? options = null)
    {
        var image = new ImageBytes(ReadAll(path), path, options ?? DecodeOptions.Default);
        var (size, orientation) = Identify(image.Data) switch
        {
            ImageFormat.Png when PngChunks.Read(image, headerOnly: true) is var chunks =>
                (chunks.Header.Size, chunks.Orientation),
            ImageFormat.Bmp => (BmpHeader.Parse(image).Size, Orientation.Upright),
            ImageFormat.Jpeg when JpegMarkers.Parse(image, toEnd: false) is var markers =>
                (markers.Size, markers.Orientation),
            var format => throw Refusal(image, format),
        };
        var turned = image.Options.ApplyOrientation && orientation >= Orientation.Transpose;
        return turned ? new(size.Height, size.Width) : size;
    }

    /// <summary>The format that a file's first bytes show.</summary>
    public static ImageFormat Identify(ReadOnlySpan<byte> bytes) => FormatSniffer.Identify(bytes);

    /// <summary>The image as a PNG file: grey, RGB or RGBA, 8 bits, lossless.</summary>
    public static byte[] EncodePng(Image image) => PngEncoder.Encode(image);

    /// <summary>The image as a JPEG file; alpha is composited on white.</summary>
    /// <param name="image">Any image.</param>
    /// <param name="quality">1 (smallest) to 100 (best).</param>
    /// <exception cref="VireoException">libjpeg-turbo is not installed.</exception>
    public static byte[] EncodeJpeg(Image image, int quality = 90)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return JpegCodec.Encode(image.Channels == 4 ? image.WithChannels(3) : image, quality);
    }

    /// <summary>Writes a file; the format follows from the extension (.png, .jpg, .jpeg). The target appears
    /// complete or not at all.</summary>
    /// <exception cref="ArgumentException">Another extension.</exception>
    public static void Save(Image image, string path)
    {
        var bytes = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => EncodePng(image),
            ".JPG" or ".JPEG" => EncodeJpeg(image),
            var other => throw new ArgumentException(
                $"Images are written as .png or .jpg, not '{other}'.", nameof(path)),
        };
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static BadDataException Refusal(ImageBytes image, ImageFormat format) =>
        format != ImageFormat.Unknown ? image.Unsupported($"unsupported format {format.ToString().ToUpperInvariant()}")
        : image.Data.Length == 0 ? new("VIR1104", $"{image.Name}: the file is empty. Take it out of the data.")
        : new("VIR1104", $"{image.Name}: its content is not an image of a known format. Take it out of the data.");

    private static byte[] ReadAll(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxFileBytes)
                throw new BadDataException("VIR1103", $"{path}: {length} bytes are more than an image file may have.");

            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException("VIR1106", $"{path}: cannot be read: {e.Message}", e);
        }
    }
}
