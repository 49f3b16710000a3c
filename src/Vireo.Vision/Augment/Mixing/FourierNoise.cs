using System.Numerics.Tensors;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Smooth random surfaces: the inverse Fourier transform of normal noise whose amplitude falls with
/// frequency.</summary>
public static class FourierNoise
{
    /// <summary>A surface <c>[H, W]</c>: coefficient (u, v), u = 0 to W/2 and v = 0 to H-1, is a complex normal number
    /// over <c>max(f, 1 / max(W, H))^decay</c>, <c>f = √((u/W)² + (v'/H)²)</c> in periods per pixel, v' = v or
    /// v - H.</summary>
    /// <remarks>Two passes of plain sums, rows and columns: <c>O(HW (H + W))</c>, which for images of a classifier is
    /// less than drawing the numbers is worth a faster transform for.</remarks>
    /// <param name="size">W and H.</param>
    /// <param name="decay">0 is white noise; 3 has hills about as wide as the picture.</param>
    /// <param name="rng">What is random.</param>
    public static float[] Draw(ImageSize size, double decay, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        var (width, height) = (size.Width, size.Height);
        var waves = width / 2 + 1;
        var (real, imaginary) = (new float[height * waves], new float[height * waves]);
        for (var v = 0; v < height; v++)
        {
            for (var u = 0; u < waves; u++)
            {
                var (x, y) = ((double)u / width, (double)(v <= (height - 1) / 2 ? v : v - height) / height);
                var frequency = Math.Max(Math.Sqrt(x * x + y * y), 1.0 / Math.Max(width, height));
                var scale = (float)Math.Pow(frequency, -decay);
                // A column that is its own mirror image counts once, every other for itself and its image.
                if (u > 0 && 2 * u < width) scale *= 2;
                real[v * waves + u] = rng.Normal() * scale;
                imaginary[v * waves + u] = rng.Normal() * scale;
            }
        }

        return Inverse(size, real, imaginary);
    }

    /// <summary>The real part of <c>Σ c[v, u] · e^(2πi (ux/W + vy/H))</c>, element by element in one order, so that
    /// vectors of any width give the same bits.</summary>
    private static float[] Inverse(ImageSize size, float[] real, float[] imaginary)
    {
        var (width, height) = (size.Width, size.Height);
        var waves = width / 2 + 1;
        var surface = new float[checked(width * height)];
        var (cosines, sines) = Waves(waves, width);
        var (down, downSines) = Waves(height, height);
        var (a, b) = (new float[waves], new float[waves]);
        for (var y = 0; y < height; y++)
        {
            a.AsSpan().Clear();
            b.AsSpan().Clear();
            for (var v = 0; v < height; v++)
            {
                var (c, s) = (down[v * height + y], downSines[v * height + y]);
                var re = real.AsSpan(v * waves, waves);
                var im = imaginary.AsSpan(v * waves, waves);
                TensorPrimitives.MultiplyAdd(re, c, a, a);
                TensorPrimitives.MultiplyAdd(im, -s, a, a);
                TensorPrimitives.MultiplyAdd(re, s, b, b);
                TensorPrimitives.MultiplyAdd(im, c, b, b);
            }

            var row = surface.AsSpan(y * width, width);
            for (var u = 0; u < waves; u++)
            {
                TensorPrimitives.MultiplyAdd(cosines.AsSpan(u * width, width), a[u], row, row);
                TensorPrimitives.MultiplyAdd(sines.AsSpan(u * width, width), -b[u], row, row);
            }
        }

        return surface;
    }

    // Whole turns are taken off before the angle is a fraction: no accuracy is lost with large products.
    private static (float[] Cosines, float[] Sines) Waves(int count, int length)
    {
        var (cosines, sines) = (new float[checked(count * length)], new float[count * length]);
        for (var u = 0; u < count; u++)
        {
            for (var x = 0; x < length; x++)
            {
                var angle = 2 * Math.PI * ((long)u * x % length) / length;
                (cosines[u * length + x], sines[u * length + x]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
            }
        }

        return (cosines, sines);
    }
}
