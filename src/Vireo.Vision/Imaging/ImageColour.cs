namespace Vireo.Vision.Imaging;

/// <summary>Changes of colour. Results are rounded to the nearest 8-bit value and cut off at 0 and 255; alpha is
/// kept.</summary>
/// <remarks>Grey is <c>0.2989 R + 0.587 G + 0.114 B</c>, the weights that torchvision uses.</remarks>
public static class ImageColour
{
    extension(Image image)
    {
        /// <summary><c>f·x</c>.</summary>
        public Image AdjustBrightness(float factor) => Mapped(image, factor, 0);

        /// <summary><c>f·x + (1 − f)·m</c> with m the mean grey of the picture.</summary>
        public Image AdjustContrast(float factor)
        {
            if (factor == 1)
                return image;

            var sum = 0.0;
            var pixels = image.Pixels;
            for (var i = 0; i < pixels.Length; i += image.Channels)
                sum += image.Channels == 1 ? pixels[i] : Grey(pixels[i], pixels[i + 1], pixels[i + 2]);

            return Mapped(image, factor, (1 - factor) * sum / ((double)image.Width * image.Height));
        }

        /// <summary><c>f·x + (1 − f)·g</c> with g the grey of the pixel; a grey picture stays.</summary>
        public Image AdjustSaturation(float factor)
        {
            if (factor == 1 || image.Channels == 1)
                return image;

            var source = image.Pixels;
            var result = source.ToArray();
            for (var i = 0; i < source.Length; i += image.Channels)
            {
                var grey = (1 - factor) * Grey(source[i], source[i + 1], source[i + 2]);
                for (var c = 0; c < 3; c++)
                    result[i + c] = Rounded(factor * source[i + c] + grey);
            }

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary>Turns the hue of every pixel; saturation and value (HSV) stay. A grey picture stays.</summary>
        /// <param name="turns">Part of a full turn, −0.5 to 0.5.</param>
        public Image ShiftHue(float turns)
        {
            if (turns == 0 || image.Channels == 1)
                return image;

            var source = image.Pixels;
            var result = source.ToArray();
            for (var i = 0; i < source.Length; i += image.Channels)
            {
                var (r, g, b) = ShiftedHue(source[i], source[i + 1], source[i + 2], turns);
                (result[i], result[i + 1], result[i + 2]) = (Rounded(r), Rounded(g), Rounded(b));
            }

            return new(image.Width, image.Height, image.Channels, result);
        }
    }

    internal static float Grey(float r, float g, float b) => 0.2989f * r + 0.587f * g + 0.114f * b;

    /// <summary>One colour with its hue turned; works at any scale of the values.</summary>
    internal static (float R, float G, float B) ShiftedHue(float r, float g, float b, float turns)
    {
        var value = Math.Max(r, Math.Max(g, b));
        var chroma = value - Math.Min(r, Math.Min(g, b));
        if (chroma == 0)
            return (r, g, b);

        // Hue in sixths of a turn.
        var hue = value == r ? (g - b) / chroma : value == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
        hue += 6 * turns;
        hue -= 6 * MathF.Floor(hue / 6);
        return (Channel(5), Channel(3), Channel(1));

        // Smith 1978, "Color gamut transform pairs": each channel is the value less a clipped triangle of the hue.
        float Channel(float offset)
        {
            var k = offset + hue;
            k = k >= 6 ? k - 6 : k;
            return value - chroma * Math.Clamp(Math.Min(k, 4 - k), 0, 1);
        }
    }

    private static byte Rounded(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);

    private static Image Mapped(Image image, float factor, double offset)
    {
        if (factor == 1)
            return image;

        Span<byte> table = stackalloc byte[256];
        for (var i = 0; i < 256; i++)
            table[i] = Rounded((float)(factor * i + offset));

        var result = image.Pixels.ToArray();
        for (var i = 0; i < result.Length; i++)
            if (image.Channels != 4 || (i & 3) != 3)
                result[i] = table[result[i]];

        return new(image.Width, image.Height, image.Channels, result);
    }
}
