namespace Vireo.Vision.Imaging;

/// <summary>Changes of colour in floating point, as torchvision does them on tensors: values of 0 to 1, cut off
/// there.</summary>
/// <remarks>Grey is <c>0.2989 R + 0.587 G + 0.114 B</c>.</remarks>
public static class FloatColour
{
    extension(FloatImage image)
    {
        /// <summary><c>f·x</c>, for values of 0 to 1.</summary>
        public FloatImage AdjustBrightness(float factor) => image.Map(v => Math.Clamp(factor * v, 0, 1));

        /// <summary><c>f·x + (1 − f)·m</c> with m the mean grey of the picture, for values of 0 to 1.</summary>
        /// <exception cref="ArgumentException">There are other than one or three channels.</exception>
        public FloatImage AdjustContrast(float factor)
        {
            var values = image.Values;
            var colour = IsColour(image);
            var sum = 0.0;
            for (var i = 0; i < values.Length; i += image.Channels)
                sum += colour ? Grey(values[i], values[i + 1], values[i + 2]) : values[i];

            var offset = (1 - factor) * (float)(sum / ((double)image.Width * image.Height));
            return image.Map(v => Math.Clamp(factor * v + offset, 0, 1));
        }

        /// <summary><c>f·x + (1 − f)·g</c> with g the grey of the pixel, for values of 0 to 1; a grey picture
        /// stays.</summary>
        /// <exception cref="ArgumentException">There are other than one or three channels.</exception>
        public FloatImage AdjustSaturation(float factor)
        {
            if (!IsColour(image))
                return image;

            var result = image.Values.ToArray();
            for (var i = 0; i < result.Length; i += 3)
            {
                var grey = (1 - factor) * Grey(result[i], result[i + 1], result[i + 2]);
                for (var c = 0; c < 3; c++)
                    result[i + c] = Math.Clamp(factor * result[i + c] + grey, 0, 1);
            }

            return new(image.Width, image.Height, 3, result);
        }

        /// <summary>Turns the hue of every pixel; a grey picture stays.</summary>
        /// <param name="turns">Part of a full turn, −0.5 to 0.5.</param>
        /// <exception cref="ArgumentException">There are other than one or three channels.</exception>
        public FloatImage ShiftHue(float turns)
        {
            if (!IsColour(image))
                return image;

            var result = image.Values.ToArray();
            for (var i = 0; i < result.Length; i += 3)
                (result[i], result[i + 1], result[i + 2]) =
                    ImageColour.ShiftedHue(result[i], result[i + 1], result[i + 2], turns);

            return new(image.Width, image.Height, 3, result);
        }

        /// <summary>Stretches each channel so that its smallest value becomes 0 and its largest 1; a flat channel
        /// stays.</summary>
        public FloatImage AutoContrast()
        {
            var result = image.Values.ToArray();
            for (var c = 0; c < image.Channels; c++)
            {
                var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
                for (var i = c; i < result.Length; i += image.Channels)
                    (low, high) = (Math.Min(low, result[i]), Math.Max(high, result[i]));
                for (var i = c; i < result.Length && high > low; i += image.Channels)
                    result[i] = (result[i] - low) / (high - low);
            }

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary><c>gain · x^γ</c>, for values of 0 to 1.</summary>
        public FloatImage AdjustGamma(float gamma, float gain = 1) =>
            image.Map(v => Math.Clamp(gain * MathF.Pow(v, gamma), 0, 1));

        /// <summary><c>(x − mean) / std</c> per channel.</summary>
        /// <exception cref="ArgumentException">There are not as many means and deviations as channels, or a deviation
        /// is not above zero.</exception>
        public FloatImage Normalise(ReadOnlySpan<float> mean, ReadOnlySpan<float> std)
        {
            if (mean.Length != image.Channels || std.Length != image.Channels)
                throw new ArgumentException(
                    $"normalise: {mean.Length} means and {std.Length} deviations for {image.Channels} channels.");
            foreach (var deviation in std)
                if (!(deviation > 0))
                    throw new ArgumentOutOfRangeException(nameof(std), deviation, "A deviation is above zero.");

            var result = image.Values.ToArray();
            for (var i = 0; i < result.Length; i++)
                result[i] = (result[i] - mean[i % mean.Length]) / std[i % std.Length];

            return new(image.Width, image.Height, image.Channels, result);
        }
    }

    private static float Grey(float r, float g, float b) => 0.2989f * r + 0.587f * g + 0.114f * b;

    private static bool IsColour(FloatImage image) => image.Channels is 1 or 3
        ? image.Channels == 3
        : throw new ArgumentException($"A picture of {image.Channels} channels is neither grey nor RGB.");
}
