using Vireo.Vision.Imaging.Filters;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Imaging.Effects;

/// <summary>Where each pixel of a picture takes its value from, as a shift of its own place.</summary>
public sealed class DisplacementField
{
    private readonly float[] _mapX;
    private readonly float[] _mapY;

    private DisplacementField(ImageSize size, float[] mapX, float[] mapY) => (Size, _mapX, _mapY) = (size, mapX, mapY);

    /// <summary>Size of the pictures that it is made for.</summary>
    public ImageSize Size { get; }

    /// <summary>Source column of each pixel, [H, W].</summary>
    public ReadOnlySpan<float> X => _mapX;

    /// <summary>Source row of each pixel, [H, W].</summary>
    public ReadOnlySpan<float> Y => _mapY;

    /// <summary>Smooth random shifts: uniform ones within −1 to 1, blurred by a Gaussian and multiplied.</summary>
    /// <param name="size">Size of the pictures.</param>
    /// <param name="strength">Factor α, in pixels.</param>
    /// <param name="sigma">Deviation of the blur, in pixels: large for gentle waves.</param>
    /// <param name="rng">Where the shifts come from.</param>
    /// <remarks>Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks applied to visual
    /// document analysis".</remarks>
    public static DisplacementField Elastic(ImageSize size, float strength, float sigma, Rng rng)
    {
        if (!(sigma > 0))
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "The deviation of the blur is above zero.");

        float[] x = Smooth(), y = Smooth();
        for (var i = 0; i < x.Length; i++)
            (x[i], y[i]) = (i % size.Width + strength * x[i], i / size.Width + strength * y[i]);

        return new(size, x, y);

        float[] Smooth()
        {
            var noise = new float[checked(size.Width * size.Height)];
            for (var i = 0; i < noise.Length; i++)
                noise[i] = rng.Uniform(-1, 1);
            return new FloatImage(size.Width, size.Height, 1, noise).GaussianBlur(0, 0, sigma).Values.ToArray();
        }
    }

    /// <summary>A grid whose lines are shifted at random, with straight stretches in between: columns and rows are
    /// squeezed here and stretched there.</summary>
    /// <param name="size">Size of the pictures.</param>
    /// <param name="cells">Cells along each axis.</param>
    /// <param name="strength">Largest change of a cell's length, as a fraction of it, 0 to below 1.</param>
    /// <param name="rng">Where the shifts come from.</param>
    public static DisplacementField Grid(ImageSize size, int cells, float strength, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cells);
        if (!(strength is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(strength), strength, "A cell changes by less than its length.");

        float[] columns = Axis(size.Width), rows = Axis(size.Height);
        float[] x = new float[checked(size.Width * size.Height)], y = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
            (x[i], y[i]) = (columns[i % size.Width], rows[i / size.Width]);

        return new(size, x, y);

        float[] Axis(int length)
        {
            // Lengths of the cells in the source; scaled so that the edges stay where they are.
            var lengths = new float[cells];
            for (var i = 0; i < cells; i++)
                lengths[i] = 1 + rng.Uniform(-strength, strength);
            var scale = (length - 1) / lengths.Sum();
            var places = new float[length];
            for (var i = 0; i < length; i++)
            {
                var at = length == 1 ? 0 : (float)i * cells / (length - 1);
                var cell = Math.Min((int)at, cells - 1);
                places[i] = scale * (lengths.AsSpan(0, cell).ToArray().Sum() + (at - cell) * lengths[cell]);
            }

            return places;
        }
    }

    /// <summary>Where a point of the source goes; whole numbers are centres of pixels.</summary>
    /// <remarks>The field says where pixels come from, so the way back is found by steps of
    /// <c>p ← p + (point − field(p))</c>, which close in wherever the field does not fold over.</remarks>
    public (double X, double Y) Map(double x, double y)
    {
        const int Steps = 30;
        var (u, v) = (x, y);
        for (var i = 0; i < Steps; i++)
        {
            var (fromX, fromY) = (At(_mapX, u, v), At(_mapY, u, v));
            // Beyond the edge the field goes on as the shift of its nearest pixel.
            (u, v) = (u + x - fromX - (u - Inside(u, Size.Width)), v + y - fromY - (v - Inside(v, Size.Height)));
        }

        return (u, v);
    }

    /// <summary>The picture with its pixels taken from where the field says.</summary>
    /// <exception cref="ArgumentException">The picture has another size.</exception>
    public Image Apply(Image image, WarpOptions? options = null) =>
        image.Size == Size
            ? image.Remap(_mapX, _mapY, Size, options)
            : throw new ArgumentException($"A field for {Size} does not fit a picture of {image.Size}.", nameof(image));

    private static double Inside(double position, int length) => Math.Clamp(position, 0, length - 1);

    /// <summary>Bilinear between the four nearest pixels.</summary>
    private double At(float[] map, double x, double y)
    {
        (x, y) = (Inside(x, Size.Width), Inside(y, Size.Height));
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, Size.Width - 1), Math.Min(top + 1, Size.Height - 1));
        var (along, down) = (x - left, y - top);
        double Row(int row) => map[row * Size.Width + left] * (1 - along) + map[row * Size.Width + right] * along;
        return Row(top) * (1 - down) + Row(bottom) * down;
    }
}
