namespace Vireo.Vision.Imaging;

/// <summary>An immutable picture: rows from the top, pixels from the left, channels together (axes H, W, C).</summary>
/// <remarks>Channels: 1 is grey, 3 is red, green, blue, 4 adds straight alpha. Values are 8 bits today;
/// <see cref="DType"/> is there so that 16-bit and float pictures can come without another type.</remarks>
public sealed class Image
{
    private readonly byte[] _pixels;

    /// <summary>Takes an array over as a picture; the caller must not write to it afterwards.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <param name="pixels">Exactly height · width · channels values.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the array has another length.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is not (1 or 3 or 4))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has 1, 3 or 4 channels.");
        if (pixels.LongLength != (long)width * height * channels)
            throw new ArgumentException(
                $"An image of {width}x{height} with {channels} channels has {(long)width * height * channels} values, "
                + $"not {pixels.LongLength}.", nameof(pixels));

        (Width, Height, Channels, _pixels) = (width, height, channels, pixels);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>1 (grey), 3 (RGB) or 4 (RGB and straight alpha).</summary>
    public int Channels { get; }

    /// <summary>Width and height.</summary>
    public ImageSize Size => new(Width, Height);

    /// <summary>Type of one value: always 8-bit unsigned today.</summary>
    public DType DType { get; } = DType.U8;

    /// <summary>All values, [H, W, C].</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>One value; <paramref name="y"/> counts from the top.</summary>
    public byte this[int y, int x, int channel = 0] => Row(y)[x * Channels + channel];

    /// <summary>One row, [W, C].</summary>
    public ReadOnlySpan<byte> Row(int y) => _pixels.AsSpan(y * Width * Channels, Width * Channels);

    /// <summary>A picture of one colour, with 3 channels.</summary>
    public static Image Filled(int width, int height, Rgb colour)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var pixels = new byte[checked(width * height * 3)];
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (colour.R, colour.G, colour.B);

        return new(width, height, 3, pixels);
    }

    /// <summary>The same picture with 1, 3 or 4 channels: grey is replicated; alpha is composited on white (or made
    /// 255); colour becomes grey as <c>0.299 R + 0.587 G + 0.114 B</c>.</summary>
    public Image WithChannels(int channels) =>
        channels == Channels ? this : new Raster(Width, Height, Channels, _pixels).ToImage(channels);

    /// <summary>For code of this room that hands the array on; nobody may write to it.</summary>
    internal byte[] Array => _pixels;
}
