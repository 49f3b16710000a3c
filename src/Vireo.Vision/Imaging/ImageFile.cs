namespace Vireo.Vision.Imaging;

/// <summary>Image files: told apart by content, decoded strictly, written in one piece.</summary>
/// <remarks>Reads JPEG, PNG, BMP, GIF, WebP, TIFF and the PNM family, the same with and without native libraries.
/// Damaged and truncated files are errors, never half a picture. Errors: <c>VIR1101</c> damaged, <c>VIR1102</c>
/// unsupported format, <c>VIR1103</c> beyond a limit, <c>VIR1104</c> not an image, <c>VIR1106</c> cannot be
/// read, <c>VIR1107</c> cut off. What is odd but harmless comes as <see cref="DecodedImage.Warnings"/>.</remarks>
public static class ImageFile
{
    /// <summary>Reads and decodes a file.</summary>
    /// <exception cref="BadDataException">The file cannot be read or is no good image; the message names
    /// it.</exception>
    public static DecodedImage Read(string path, ImageReadOptions? options = null) =>
        Read(Open(path, options), path);

    /// <summary>Reads and decodes a file whose own headers say how, such as to which size.</summary>
    /// <param name="path">The file; it is read once.</param>
    /// <param name="choose">Given what the headers say, how to read it.</param>
    /// <exception cref="BadDataException">The file cannot be read or is no good image; the message names
    /// it.</exception>
    public static DecodedImage ReadWith(string path, Func<ImageInfo, ImageReadOptions> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        var image = Open(path, null);
        var info = ReadInfo(new ImageBytes(image.Data, path, image.Options)); // Oddities are told by the decoder.
        return Read(new ImageBytes(image.Data, path, choose(info)), path);
    }

    /// <summary>Decodes the rest of a stream.</summary>
    /// <param name="stream">Where the file begins; it is read to its end and left open.</param>
    /// <param name="options">Limits and orientation.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="BadDataException">The content is no good image, or too long.</exception>
    public static DecodedImage Read(Stream stream, ImageReadOptions? options = null, string name = "image")
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= ImageReadOptions.Default;
        using var copy = new MemoryStream();
        var part = new byte[81_920];
        for (int count; (count = stream.Read(part)) > 0;)
        {
            copy.Write(part, 0, count);
            if (copy.Length > options.MaxFileBytes)
                throw new ImageBytes([], name, options).TooLarge(
                    $"the stream has more than {options.MaxFileBytes} bytes");
        }

        return Read(copy.ToArray(), options, name);
    }

    /// <summary>Decodes a file's bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="options">Limits and orientation.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="BadDataException">The bytes are no good image.</exception>
    public static DecodedImage Read(byte[] bytes, ImageReadOptions? options = null, string name = "image")
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Read(new(bytes, name, options ?? ImageReadOptions.Default), Identify(bytes));
    }

    /// <summary>What <see cref="Read(string, ImageReadOptions?)"/> would return, from the headers alone.</summary>
    /// <exception cref="BadDataException">The file cannot be read or its headers are damaged.</exception>
    public static ImageInfo ReadInfo(string path, ImageReadOptions? options = null) => ReadInfo(Open(path, options));

    /// <summary>What decoding these bytes would return, from the headers alone.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="options">Limits and orientation.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="BadDataException">The headers are damaged.</exception>
    public static ImageInfo ReadInfo(byte[] bytes, ImageReadOptions? options = null, string name = "image")
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return ReadInfo(new ImageBytes(bytes, name, options ?? ImageReadOptions.Default));
    }

    /// <summary>The format that a file's first bytes show.</summary>
    public static ImageFormat Identify(ReadOnlySpan<byte> bytes) => FormatSniffer.Identify(bytes);

    /// <summary>The image as a PNG file: grey, RGB or RGBA, 8 bits, lossless.</summary>
    public static byte[] EncodePng(Image image) => Png.PngEncoder.Encode(image);

    /// <summary>The image as a JPEG file; alpha is composited on white.</summary>
    /// <param name="image">Any image.</param>
    /// <param name="quality">1 (smallest) to 100 (best).</param>
    public static byte[] EncodeJpeg(Image image, int quality = 90)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Jpeg.JpegCodec.Encode(image.Channels == 4 ? image.WithChannels(3) : image, quality);
    }

    /// <summary>The image as a binary PGM (grey) or PPM (colour) file; alpha is composited on white.</summary>
    public static byte[] EncodePnm(Image image) =>
        Pnm.PnmEncoder.Encode(image.Channels == 4 ? image.WithChannels(3) : image);

    /// <summary>Writes a file; the format follows from the extension (.png, .jpg, .jpeg, .ppm, .pgm). The target
    /// appears complete or not at all.</summary>
    /// <exception cref="ArgumentException">Another extension.</exception>
    public static void Save(Image image, string path)
    {
        var bytes = ImageExtensions.FormatOf(path) switch
        {
            ImageFormat.Png => EncodePng(image),
            ImageFormat.Jpeg => EncodeJpeg(image),
            ImageFormat.Pnm => EncodePnm(image),
            _ => throw new ArgumentException(
                $"Images are written as .png, .jpg or .ppm, not '{Path.GetExtension(path)}'.", nameof(path)),
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

    private static DecodedImage Read(ImageBytes image, string path)
    {
        var format = Identify(image.Data);
        var byName = ImageExtensions.FormatOf(path);
        if (byName is { } promised && promised != format)
            image.Warn(ImageOddity.WrongExtension, $"its name says {promised} and its content is {format}");

        return Read(image, format);
    }

    private static DecodedImage Read(ImageBytes image, ImageFormat format)
    {
        var codec = ImageCodec.For(format) ?? throw Refusal(image, format);
        var (raster, orientation) = codec.Decode(image);
        if (image.Options.ApplyOrientation)
            raster = raster.Oriented(orientation);
        return new(raster, format, orientation, image.Warnings);
    }

    private static ImageInfo ReadInfo(ImageBytes image)
    {
        var format = Identify(image.Data);
        var codec = ImageCodec.For(format) ?? throw Refusal(image, format);
        var info = codec.ReadInfo(image);
        var turned = image.Options.ApplyOrientation && info.Orientation >= Orientation.Transpose;
        return turned ? info with { Size = new(info.Size.Height, info.Size.Width) } : info;
    }

    private static BadDataException Refusal(ImageBytes image, ImageFormat format) =>
        format != ImageFormat.Unknown ? image.Unsupported($"unsupported format {format.ToString().ToUpperInvariant()}")
        : image.Data.Length == 0 ? new("VIR1104", $"{image.Name}: the file is empty. Take it out of the data.")
        : new("VIR1104", $"{image.Name}: its content is not an image of a known format. Take it out of the data.");

    private static ImageBytes Open(string path, ImageReadOptions? options)
    {
        options ??= ImageReadOptions.Default;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > options.MaxFileBytes)
                throw new ImageBytes([], path, options).TooLarge(
                    $"{length} bytes are more than the limit of {options.MaxFileBytes} for an image file");

            return new(File.ReadAllBytes(path), path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException("VIR1106", $"{path}: cannot be read: {e.Message}", e);
        }
    }
}
