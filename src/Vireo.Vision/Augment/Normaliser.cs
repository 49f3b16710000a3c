using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Turns 8-bit pictures into the float values a network takes: <c>(x / 255 − mean) / std</c> per
/// channel.</summary>
/// <remarks>Immutable and safe for any number of threads.</remarks>
public sealed class Normaliser
{
    private readonly float[] _red;
    private readonly float[] _green;
    private readonly float[] _blue;

    /// <summary>A normaliser for pictures with three channels.</summary>
    /// <param name="mean">Mean per channel, in units of full scale.</param>
    /// <param name="std">Standard deviation per channel, above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A deviation is not above zero.</exception>
    public Normaliser(ChannelValues mean, ChannelValues std) =>
        (_red, _green, _blue) = (Table(mean.R, std.R), Table(mean.G, std.G), Table(mean.B, std.B));

    /// <summary>Writes [H, W, 3] (channels last) into the start of a buffer.</summary>
    /// <exception cref="ArgumentException">The picture has not three channels, or the buffer is too short.</exception>
    public void Write(Image image, Span<float> result)
    {
        var source = image.Pixels;
        if (image.Channels != 3)
            throw new ArgumentException(
                $"normalise: the image has {image.Channels} channels, 3 are wanted.", nameof(image));
        if (result.Length < source.Length)
            throw new ArgumentException(
                $"normalise: an image of {image.Size} has {source.Length} values, the buffer {result.Length}.",
                nameof(result));

        float[] red = _red, green = _green, blue = _blue;
        result = result[..source.Length];
        while (source.Length >= 3)
        {
            (result[0], result[1], result[2]) = (red[source[0]], green[source[1]], blue[source[2]]);
            source = source[3..];
            result = result[3..];
        }
    }

    private static float[] Table(float mean, float std)
    {
        if (!(std > 0))
            throw new ArgumentOutOfRangeException(nameof(std), std, "A standard deviation is above zero.");

        var table = new float[256];
        for (var i = 0; i < 256; i++)
            table[i] = (i / 255f - mean) / std;

        return table;
    }
}
