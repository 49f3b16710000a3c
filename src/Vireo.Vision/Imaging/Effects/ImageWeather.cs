using Vireo.Vision.Imaging.Filters;

namespace Vireo.Vision.Imaging.Effects;

/// <summary>Rain, fog and shadows; a function of the picture and the generator's state alone. Alpha is kept.</summary>
public static class ImageWeather
{
    extension(Image image)
    {
        /// <summary>Streaks of rain over a slightly darker and softer picture.</summary>
        /// <param name="drops">Number of streaks per 10,000 pixels.</param>
        /// <param name="length">Length of a streak, in pixels.</param>
        /// <param name="slantDegrees">Direction of the streaks from the vertical, clockwise.</param>
        /// <param name="darkness">How much darker the picture becomes, 0 to 1.</param>
        /// <param name="rng">Where the streaks lie.</param>
        public Image WithRain(float drops, float length, float slantDegrees, float darkness, Rng rng)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(drops);
            if (!(length >= 1))
                throw new ArgumentOutOfRangeException(nameof(length), length, "A streak is at least a pixel long.");

            // How much of each pixel is covered: points, drawn out along the direction of the fall.
            var cover = new float[image.Width * image.Height];
            var count = (int)Math.Min(cover.Length, (double)drops * cover.Length / 10_000);
            for (var i = 0; i < count; i++)
                cover[rng.Below(cover.Length)] = length * rng.Uniform(0.4f, 0.8f);
            var streaks = new FloatImage(image.Width, image.Height, 1, cover)
                .Filter(FilterKernel.Motion(length, 90 + slantDegrees), PadMode.Constant).Values;

            const float Streak = 200;
            return Mixed(image.GaussianBlur(3, 3, 0), 1 - darkness, streaks, Streak);
        }

        /// <summary>Fog: the picture is mixed with light grey, more in some places than in others.</summary>
        /// <param name="density">Mean share of the grey, 0 to 1.</param>
        /// <param name="rng">Where the fog is thick.</param>
        public Image WithFog(float density, Rng rng)
        {
            if (!(density is >= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(density), density, "A density is from 0 to 1.");

            const float Fog = 220;
            const int Cells = 5;
            // A coarse random picture, enlarged, is clouds enough.
            var coarse = new float[Cells * Cells];
            for (var i = 0; i < coarse.Length; i++)
                coarse[i] = Math.Clamp(density * rng.Uniform(0.5f, 1.5f), 0, 1);
            var shares = ImageResize.Resize(coarse, new(Cells, Cells), image.Size, Interpolation.Bicubic);
            return Mixed(image, 1, shares, Fog);
        }

        /// <summary>Darkens the inside of a polygon, with a soft edge.</summary>
        /// <param name="corners">Corners in pixels; whole numbers are centres of pixels.</param>
        /// <param name="darkness">How much darker the inside becomes, 0 to 1.</param>
        /// <param name="softness">Deviation of the edge's blur, in pixels; 0 for a hard edge.</param>
        public Image WithShadow(
            ReadOnlySpan<(double X, double Y)> corners, float darkness, float softness = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(softness);
            var shade = new float[image.Width * image.Height];
            for (var y = 0; y < image.Height; y++)
                for (var x = 0; x < image.Width; x++)
                    shade[y * image.Width + x] = Geometry.Polygons.Contains(corners, x, y) ? darkness : 0;
            var soft = new FloatImage(image.Width, image.Height, 1, shade);
            return Mixed(image, 1, (softness > 0 ? soft.GaussianBlur(0, 0, softness) : soft).Values, 0);
        }
    }

    /// <summary><c>brightness · (1 − a)·x + a·colour</c> with a share a for each pixel.</summary>
    private static Image Mixed(Image image, float brightness, ReadOnlySpan<float> shares, float colour)
    {
        var result = image.Pixels.ToArray();
        var colours = Math.Min(image.Channels, 3);
        for (var i = 0; i < shares.Length; i++)
        {
            var share = Math.Clamp(shares[i], 0, 1);
            for (var c = 0; c < colours; c++)
            {
                ref var value = ref result[i * image.Channels + c];
                value = Saturate.ToByte(brightness * (1 - share) * value + share * colour);
            }
        }

        return new(image.Width, image.Height, image.Channels, result);
    }
}
