using Vireo.Vision.Imaging.Colour;

namespace Vireo.Vision.Imaging.Effects;

/// <summary>Noise of sensors and transmission; a function of the picture and the generator's state alone. Alpha is
/// kept.</summary>
public static class ImageNoise
{
    extension(Image image)
    {
        /// <summary>Adds normal noise to every value, rounded and cut off at 0 and 255.</summary>
        /// <param name="sigma">Standard deviation in grey levels.</param>
        /// <param name="rng">Where the noise comes from.</param>
        /// <param name="perChannel">Whether each channel has noise of its own; else all channels of a pixel share
        /// one.</param>
        public Image WithGaussianNoise(float sigma, Rng rng, bool perChannel = true)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(sigma);
            var result = image.Pixels.ToArray();
            var colours = Math.Min(image.Channels, 3);
            for (var i = 0; i < result.Length; i += image.Channels)
            {
                var noise = sigma * rng.Normal();
                for (var c = 0; c < colours; c++)
                {
                    if (c > 0 && perChannel)
                        noise = sigma * rng.Normal();
                    result[i + c] = Saturate.ToByte(result[i + c] + noise);
                }
            }

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary>Noise of a camera at high sensitivity: the lightness of a pixel fluctuates in proportion to its
        /// root (as counted photons do), its hue by a normal shift.</summary>
        /// <param name="intensity">Deviation of the lightness at full scale, as a fraction of it.</param>
        /// <param name="hueDegrees">Deviation of the hue, in degrees; grey pictures have none.</param>
        /// <param name="rng">Where the noise comes from.</param>
        public Image WithIsoNoise(float intensity, float hueDegrees, Rng rng)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(intensity);
            ArgumentOutOfRangeException.ThrowIfNegative(hueDegrees);
            var result = image.Pixels.ToArray();
            for (var i = 0; i < result.Length; i += image.Channels)
            {
                var (light, turn) = (rng.Normal() * intensity, rng.Normal() * hueDegrees);
                if (image.Channels == 1)
                {
                    result[i] = Saturate.ToByte(result[i] + light * MathF.Sqrt(result[i] * 255f));
                    continue;
                }

                var (h, l, s) = HueColour.ToHls(result[i] / 255f, result[i + 1] / 255f, result[i + 2] / 255f);
                l = Math.Clamp(l + light * MathF.Sqrt(l), 0, 1);
                var (r, g, b) = HueColour.FromHls(h + turn, l, s);
                (result[i], result[i + 1], result[i + 2]) =
                    (Saturate.ToByte(r * 255), Saturate.ToByte(g * 255), Saturate.ToByte(b * 255));
            }

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary>Turns a fraction of the pixels white or black.</summary>
        /// <param name="fraction">Chance that a pixel is hit, 0 to 1.</param>
        /// <param name="whiteShare">Chance that a hit one becomes white, 0 to 1.</param>
        /// <param name="rng">Where the noise comes from.</param>
        public Image WithSaltAndPepper(float fraction, float whiteShare, Rng rng)
        {
            var result = image.Pixels.ToArray();
            var colours = Math.Min(image.Channels, 3);
            for (var i = 0; i < result.Length; i += image.Channels)
            {
                var u = rng.Uniform();
                if (u < fraction)
                    result.AsSpan(i, colours).Fill(u < fraction * whiteShare ? (byte)255 : (byte)0);
            }

            return new(image.Width, image.Height, image.Channels, result);
        }
    }
}
