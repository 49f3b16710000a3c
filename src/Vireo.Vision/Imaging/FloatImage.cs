namespace Vireo.Vision.Imaging;

/// <summary>An immutable picture of floating-point values: rows from the top, pixels from the left, channels together
/// (axes H, W, C).</summary>
/// <remarks>Any range and any number of channels: 16-bit pictures (whose values float holds exactly), derivatives, and
/// colours in units of their own. Operations that ask for a certain range say so.</remarks>
public sealed class FloatImage
{
    private readonly float[] _values;

    /// <summary>Takes an array over as a picture; the caller must not write to it afterwards.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="values">Exactly height · width · channels values.</param>
    /// <exception cref="ArgumentException">A size is not positive, or the array has another length.</exception>
    public FloatImage(int width, int height, int channels, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (values.LongLength != (long)width * height * channels)
            throw new ArgumentException(
                $"A picture of {width}x{height} with {channels} channels has {(long)width * height * channels} "
                + $"values, not {values.LongLength}.", nameof(values));

        (Width, Height, Channels, _values) = (width, height, channels, values);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Values per pixel.</summary>
    public int Channels { get; }

    /// <summary>Width and height.</summary>
    public ImageSize Size => new(Width, Height);

    /// <summary>All values, [H, W, C].</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>One value; <paramref name="y"/> counts from the top.</summary>
    public float this[int y, int x, int channel = 0] => Row(y)[x * Channels + channel];

    /// <summary>One row, [W, C].</summary>
    public ReadOnlySpan<float> Row(int y) => _values.AsSpan(y * Width * Channels, Width * Channels);

    /// <summary>The values of an 8-bit picture, each multiplied by <paramref name="scale"/>.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="scale">1 keeps 0 to 255; 1 / 255 makes it 0 to 1.</param>
    public static FloatImage Of(Image image, float scale = 1)
    {
        var values = GC.AllocateUninitializedArray<float>(image.Pixels.Length);
        var pixels = image.Pixels;
        for (var i = 0; i < values.Length; i++)
            values[i] = pixels[i] * scale;

        return new(image.Width, image.Height, image.Channels, values);
    }

    /// <summary>The picture with 8 bits: <c>scale · v</c>, rounded half to even, cut off at 0 and 255; NaN is
    /// 0.</summary>
    /// <exception cref="ArgumentException">It has other than 1, 3 or 4 channels.</exception>
    public Image ToImage(float scale = 1)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(_values.Length);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = Saturate.ToByte(_values[i] * scale);

        return new(Width, Height, Channels, pixels);
    }

    /// <summary>Every value put through a function.</summary>
    public FloatImage Map(Func<float, float> function)
    {
        var values = new float[_values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = function(_values[i]);

        return new(Width, Height, Channels, values);
    }
}
