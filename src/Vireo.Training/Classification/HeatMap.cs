using Vireo.Vision.Imaging;

namespace Vireo.Training.Classification;

/// <summary>Pictures of where in a large image a class is seen.</summary>
public static class HeatMap
{
    /// <summary>Longest side of a picture, in pixels.</summary>
    public const int MostSide = 2048;

    private const double Strength = 0.65;
    private const int Columns = 3;

    /// <summary>The image in grey under colours from yellow to red: the more probable a class, the stronger. A pixel
    /// that several tiles cover has the greatest of them.</summary>
    /// <param name="image">The image, which is made smaller where it is larger than <see cref="MostSide"/>.</param>
    /// <param name="prediction">What its tiles show.</param>
    /// <param name="name">The class.</param>
    /// <exception cref="UsageException"><c>VIR2825</c>: there is no such class.</exception>
    public static Image Draw(Image image, TiledPrediction prediction, string name)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(prediction);
        var number = prediction.PlaceOf(name);
        var scale = Math.Min(1, MostSide / (double)Math.Max(image.Width, image.Height));
        var size = new ImageSize(
            Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        var small = image.WithChannels(1).Resize(size.Width, size.Height);
        var heat = Heat(prediction, number, size);
        var pixels = new byte[Columns * heat.Length];
        for (var i = 0; i < heat.Length; i++)
        {
            var (grey, p) = (small.Pixels[i], heat[i]);
            pixels[Columns * i] = Mixed(grey, 255, p);
            pixels[Columns * i + 1] = Mixed(grey, 220 * (1 - p), p);
            pixels[Columns * i + 2] = Mixed(grey, 0, p);
        }

        return new(size.Width, size.Height, Columns, pixels);
    }

    private static byte Mixed(byte grey, double colour, double p) =>
        (byte)Math.Round(grey + Strength * p * (colour - grey));

    private static float[] Heat(TiledPrediction prediction, int number, ImageSize size)
    {
        var heat = new float[size.Width * size.Height];
        var (across, down) = (
            size.Width / (double)prediction.Size.Width, size.Height / (double)prediction.Size.Height);
        foreach (var (region, probabilities) in prediction.Tiles)
        {
            var (left, right) = Range(region.X, region.Width, across, size.Width);
            var (top, bottom) = Range(region.Y, region.Height, down, size.Height);
            for (var y = top; y < bottom; y++)
            {
                foreach (ref var value in heat.AsSpan(y * size.Width + left, right - left))
                    value = Math.Max(value, probabilities[number]);
            }
        }

        return heat;
    }

    private static (int Start, int End) Range(int start, int length, double scale, int most) =>
        ((int)Math.Floor(start * scale), Math.Min(most, (int)Math.Ceiling((start + length) * scale)));
}
