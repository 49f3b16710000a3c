using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>Decodes and encodes JPEG through libturbojpeg, if this machine has it. Any thread may call.</summary>
public static unsafe class TurboJpeg
{
    private const int LimitScans = 32768; // TJFLAG_LIMITSCANS: a small hostile file may ask for endless passes

    private static readonly Lazy<(TurboJpegLibrary? Library, string Reason)> _loaded = new(() =>
    {
        var library = TurboJpegLibrary.TryLoad(out var reason);
        return (library, reason);
    });

    /// <summary>Whether the library was found and is not switched off.</summary>
    public static bool IsAvailable => _loaded.Value.Library is not null;

    /// <summary>Why it is not available; empty when it is.</summary>
    public static string Reason => _loaded.Value.Reason;

    /// <summary>The file name it was found under, if it is there.</summary>
    public static string? FileName => _loaded.Value.Library?.Name;

    /// <summary>What is known of its version, if it is there: the library does not tell more.</summary>
    public static string? Version => _loaded.Value.Library is { } library ? library.HasVersion3 ? "3" : "2" : null;

    private static TurboJpegLibrary Library => _loaded.Value.Library ?? throw new NativeException(
        $"TurboJPEG is not available ({Reason}). On Debian or Ubuntu install libturbojpeg0.");

    // A new codec for each file: one keeps tables of the files before, and a damaged file would spoil the next one.
    private static JpegCodec NewDecompressor() => new(Library, compress: false);

    /// <summary>Reads size and colour of a file without decoding it.</summary>
    /// <exception cref="NativeException">This is no JPEG file, one of a kind the library does not know, or the library
    /// is missing.</exception>
    public static JpegHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        using var codec = NewDecompressor();
        return ReadHeader(codec, file);
    }

    /// <summary>Decodes a file, rows from top to bottom without gaps, <see cref="BytesPerPixel"/> bytes each.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="destination">At least <see cref="JpegHeader.BytesOf"/> bytes.</param>
    /// <param name="pixels">What is wanted.</param>
    /// <param name="scale">The size it is decoded at; much cheaper than decoding everything and shrinking.</param>
    /// <returns>The size, and a warning when the file is damaged but not so much that nothing could be decoded.</returns>
    /// <exception cref="ArgumentException">The destination is too small or the scale does not exist.</exception>
    /// <exception cref="NativeException">Nothing could be decoded, or the library is missing.</exception>
    public static JpegResult Decode(
        ReadOnlySpan<byte> file, Span<byte> destination, JpegPixels pixels, JpegScale scale)
    {
        if (!scale.IsValid) throw new ArgumentException($"no JPEG decodes at {scale}", nameof(scale));

        using var codec = NewDecompressor();
        var header = ReadHeader(codec, file);
        var (width, height) = (scale.Of(header.Width), scale.Of(header.Height));
        if (destination.Length < header.BytesOf(pixels, scale))
        {
            throw new ArgumentException(
                $"{width}x{height} pixels need {header.BytesOf(pixels, scale)} bytes, not {destination.Length}",
                nameof(destination));
        }

        fixed (byte* from = file, to = destination)
        {
            var size = new CULong((nuint)file.Length);
            var pitch = checked(width * BytesPerPixel(pixels));
            var code = Library.Decompress(
                codec.Value, from, size, to, width, pitch, height, (int)pixels, LimitScans);
            if (code == 0) return new(width, height, null);
            if (codec.OnlyWarned) return new(width, height, codec.Message);
        }

        throw new NativeException($"JPEG: {codec.Message}");
    }

    /// <summary>Decodes a file at its own size.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, Span{byte}, JpegPixels, JpegScale)"/>
    public static JpegResult Decode(ReadOnlySpan<byte> file, Span<byte> destination, JpegPixels pixels) =>
        Decode(file, destination, pixels, JpegScale.Full);

    /// <summary>Encodes pixels, rows from top to bottom without gaps.</summary>
    /// <param name="pixels">Width · height · <see cref="BytesPerPixel"/> bytes.</param>
    /// <param name="width">Width, 1 to 65,500.</param>
    /// <param name="height">Height, 1 to 65,500.</param>
    /// <param name="format">What the bytes are.</param>
    /// <param name="quality">From 1 (small) to 100 (good).</param>
    /// <param name="subsampling">Resolution of the colour planes.</param>
    /// <exception cref="ArgumentException">The numbers contradict each other or leave their range.</exception>
    /// <exception cref="NativeException">The library failed or is missing.</exception>
    public static byte[] Encode(
        ReadOnlySpan<byte> pixels,
        int width,
        int height,
        JpegPixels format = JpegPixels.Rgb,
        int quality = 90,
        JpegSubsampling subsampling = JpegSubsampling.Quarter420)
    {
        const int largest = 65500;
        if (width is < 1 or > largest || height is < 1 or > largest || quality is < 1 or > 100
            || pixels.Length != (long)width * height * BytesPerPixel(format))
        {
            throw new ArgumentException(
                $"{width}x{height} {format} pixels at quality {quality} from {pixels.Length} bytes", nameof(pixels));
        }

        using var codec = new JpegCodec(Library, compress: true);
        byte* buffer = null;
        try
        {
            CULong size;
            int code;
            fixed (byte* from = pixels)
            {
                var plane = format == JpegPixels.Gray ? JpegSubsampling.Gray : subsampling;
                code = Library.Compress(
                    codec.Value, from, width, 0, height, (int)format, &buffer, &size, (int)plane, quality, 0);
            }

            if (code != 0) throw new NativeException($"JPEG: {codec.Message}");
            return new ReadOnlySpan<byte>(buffer, checked((int)size.Value)).ToArray();
        }
        finally
        {
            if (buffer != null) Library.Free(buffer);
        }
    }

    /// <summary>Bytes of one pixel: 3, 1 or 4.</summary>
    public static int BytesPerPixel(JpegPixels pixels) => pixels switch
    {
        JpegPixels.Rgb => 3,
        JpegPixels.Gray => 1,
        JpegPixels.Cmyk => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(pixels), pixels, "not a pixel format"),
    };

    private static JpegHeader ReadHeader(JpegCodec codec, ReadOnlySpan<byte> file)
    {
        int width = 0, height = 0, subsampling, colorSpace;
        fixed (byte* start = file)
        {
            var size = new CULong((nuint)file.Length);
            var code = Library.Header(codec.Value, start, size, &width, &height, &subsampling, &colorSpace);
            if ((code != 0 && !codec.OnlyWarned) || width <= 0 || height <= 0)
            {
                throw new NativeException($"JPEG header: {codec.Message}");
            }
        }

        return new(width, height, (JpegSubsampling)subsampling, (JpegColorSpace)colorSpace);
    }
}
