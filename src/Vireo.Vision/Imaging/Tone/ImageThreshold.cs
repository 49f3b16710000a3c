using Vireo.Vision.Imaging.Filters;

namespace Vireo.Vision.Imaging.Tone;

/// <summary>Thresholds: given, found from the histogram, or local.</summary>
public static class ImageThreshold
{
    extension(Image image)
    {
        /// <summary>Compares every value with a threshold.</summary>
        /// <param name="threshold">Cut down to a whole number.</param>
        /// <param name="high">The high value of the binary kinds.</param>
        /// <param name="kind">What becomes of values above it and of the others.</param>
        public Image Threshold(double threshold, byte high = 255, ThresholdKind kind = ThresholdKind.Binary)
        {
            var limit = (int)Math.Clamp(Math.Floor(threshold), -1, 256);
            Span<byte> table = stackalloc byte[256];
            for (var v = 0; v < 256; v++)
                table[v] = (kind, v > limit) switch
                {
                    (ThresholdKind.Binary, true) or (ThresholdKind.BinaryInverted, false) => high,
                    (ThresholdKind.Truncate, true) => Saturate.ToByte(limit),
                    (ThresholdKind.Truncate, false) or (ThresholdKind.ToZero, true)
                        or (ThresholdKind.ToZeroInverted, false) => (byte)v,
                    _ => 0,
                };

            return image.Lookup(table);
        }

        /// <summary>The threshold of a grey picture that separates two classes best: the largest variance between
        /// their means, <c>q₁·q₂·(μ₁ − μ₂)²</c>; the lowest of equals.</summary>
        /// <remarks>Otsu 1979, "A threshold selection method from gray-level histograms".</remarks>
        /// <exception cref="ArgumentException">The picture is not grey.</exception>
        public int OtsuThreshold()
        {
            RequireGrey(image);
            const double Epsilon = 1.1920929e-7;
            var counts = Histograms.Of(image, 0);
            var scale = 1.0 / ((double)image.Width * image.Height);
            var mean = 0.0;
            for (var v = 0; v < 256; v++)
                mean += v * (double)counts[v];
            mean *= scale;

            double below = 0, share = 0, most = 0;
            var best = 0;
            for (var v = 0; v < 256; v++)
            {
                var part = counts[v] * scale;
                below *= share;
                share += part;
                var other = 1 - share;
                if (Math.Min(share, other) < Epsilon || Math.Max(share, other) > 1 - Epsilon)
                    continue;

                below = (below + v * part) / share;
                var above = (mean - share * below) / other;
                var variance = share * other * (below - above) * (below - above);
                if (variance > most)
                    (most, best) = (variance, v);
            }

            return best;
        }

        /// <summary>Compares every value of a grey picture with the mean of its surroundings less an offset.</summary>
        /// <param name="size">Side of the window, odd, 3 or more.</param>
        /// <param name="offset">What is taken off the mean.</param>
        /// <param name="high">The high value.</param>
        /// <param name="gaussian">Whether the mean is weighted by a Gaussian instead of equally.</param>
        /// <param name="inverted">Whether values below count as high instead.</param>
        /// <exception cref="ArgumentException">The picture is not grey, or the size is even.</exception>
        public Image AdaptiveThreshold(
            int size, double offset, byte high = 255, bool gaussian = false, bool inverted = false)
        {
            RequireGrey(image);
            if (size < 3 || size % 2 == 0)
                throw new ArgumentOutOfRangeException(nameof(size), size, "The window is odd, 3 or more.");

            var mean = gaussian
                ? FloatImage.Of(image).GaussianBlur(size, size, 0, border: PadMode.Replicate).ToImage()
                : image.BoxBlur(size, size, PadMode.Replicate);
            var limit = -(int)(inverted ? Math.Floor(offset) : Math.Ceiling(offset));
            var result = new byte[image.Pixels.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = image.Pixels[i] - mean.Pixels[i] > limit != inverted ? high : (byte)0;

            return new(image.Width, image.Height, 1, result);
        }
    }

    private static void RequireGrey(Image image)
    {
        if (image.Channels != 1)
            throw new ArgumentException(
                $"threshold: the picture has {image.Channels} channels; make it grey by WithChannels(1).");
    }
}
