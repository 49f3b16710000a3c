using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>A grey picture squeezed into a square, without its coarse light and shade: at two scales, to be laid over
/// another.</summary>
internal sealed class Texture
{
    /// <summary>Side of the square.</summary>
    public const int Side = 96;

    private Texture(float[] coarse, float[] fine) => (Coarse, Fine, Glimpse) = (coarse, fine, Overlay.Glimpse(coarse));

    /// <summary>Structures of 5 to 20 pixels of the square.</summary>
    public float[] Coarse { get; }

    /// <summary>A few of those, for a first glance.</summary>
    public float[] Glimpse { get; }

    /// <summary>Structures of 2 to 12 pixels of the square.</summary>
    public float[] Fine { get; }

    /// <summary>Squeezes a picture.</summary>
    public static Texture Of(Image image)
    {
        var grey = image.WithChannels(1).Resize(Side, Side, Interpolation.Area);
        var values = new float[Side * Side];
        for (var i = 0; i < values.Length; i++) values[i] = grey.Pixels[i];
        float[] sharp = Smooth(values, 1, 1), middle = Smooth(values, 2, 2), far = Smooth(values, 6, 2);
        return new(Difference(middle, Smooth(values, 10, 2)), Difference(sharp, far));
    }

    /// <summary>The value at a place in pixels, bilinear, with its slopes; the place must lie inside.</summary>
    public static (float Value, float SlopeX, float SlopeY) At(float[] map, float x, float y)
    {
        int left = Math.Min((int)x, Side - 2), top = Math.Min((int)y, Side - 2);
        float fx = x - left, fy = y - top;
        var at = top * Side + left;
        float a = map[at], b = map[at + 1], c = map[at + Side], d = map[at + Side + 1];
        var upper = a + (b - a) * fx;
        var lower = c + (d - c) * fx;
        return (upper + (lower - upper) * fy, (b - a) + (d - c - b + a) * fy, lower - upper);
    }

    private static float[] Difference(float[] first, float[] second)
    {
        var result = new float[first.Length];
        for (var i = 0; i < result.Length; i++) result[i] = first[i] - second[i];
        return result;
    }

    // Boxes one after another come near to a Gaussian; at the edges they end with the picture.
    private static float[] Smooth(float[] values, int radius, int times)
    {
        for (var t = 0; t < times; t++) values = Turned(Boxed(Turned(Boxed(values, radius)), radius));
        return values;
    }

    private static float[] Boxed(float[] values, int radius)
    {
        var result = new float[values.Length];
        for (var y = 0; y < Side; y++)
        {
            var row = values.AsSpan(y * Side, Side);
            var sum = 0f;
            var count = 0;
            for (var x = 0; x < Math.Min(radius, Side); x++, count++) sum += row[x];
            for (var x = 0; x < Side; x++)
            {
                if (x + radius < Side) (sum, count) = (sum + row[x + radius], count + 1);
                if (x - radius - 1 >= 0) (sum, count) = (sum - row[x - radius - 1], count - 1);
                result[y * Side + x] = sum / count;
            }
        }

        return result;
    }

    private static float[] Turned(float[] values)
    {
        var result = new float[values.Length];
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++) result[x * Side + y] = values[y * Side + x];
        return result;
    }
}
