namespace Vireo.Vision.Imaging;

/// <summary>Changes of colour as Pillow's <c>ImageEnhance</c> makes them: results are cut (not rounded) to whole
/// numbers and cut off at 0 and 255; alpha is kept.</summary>
/// <remarks>Grey is <c>0.299 R + 0.587 G + 0.114 B</c>, rounded.</remarks>
public static class ImageColour
{
    extension(Image image)
    {
        /// <summary><c>f·x</c>.</summary>
        public Image AdjustBrightness(float factor) => Blended(image, 0, factor);

        /// <summary><c>m + f·(x − m)</c> with m the mean grey of the picture, rounded.</summary>
        public Image AdjustContrast(float factor)
        {
            if (factor == 1)
                return image;

            var sum = 0L;
            var pixels = image.Pixels;
            for (var i = 0; i < pixels.Length; i += image.Channels)
                sum += image.Channels == 1 ? pixels[i] : Grey(pixels[i], pixels[i + 1], pixels[i + 2]);

            return Blended(image, (byte)(sum / ((double)image.Width * image.Height) + 0.5), factor);
        }

        /// <summary><c>g + f·(x − g)</c> with g the grey of the pixel; a grey picture stays.</summary>
        public Image AdjustSaturation(float factor)
        {
            if (factor == 1 || image.Channels == 1)
                return image;

            var source = image.Pixels;
            var result = source.ToArray();
            for (var i = 0; i < source.Length; i += image.Channels)
            {
                var grey = Grey(source[i], source[i + 1], source[i + 2]);
                for (var c = 0; c < 3; c++)
                    result[i + c] = Blend(grey, source[i + c], factor);
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

    /// <summary><c>from + f·(to − from)</c>, cut to a whole number of 0 to 255.</summary>
    internal static byte Blend(byte from, byte to, float factor) =>
        (byte)Math.Clamp(from + factor * (to - from), 0, 255);

    private static byte Grey(byte r, byte g, byte b) => (byte)((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16);

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

    private static Image Blended(Image image, byte with, float factor)
    {
        if (factor == 1)
            return image;

        Span<byte> table = stackalloc byte[256];
        for (var i = 0; i < 256; i++)
            table[i] = Blend(with, (byte)i, factor);

        var result = image.Pixels.ToArray();
        for (var i = 0; i < result.Length; i++)
            if (image.Channels != 4 || (i & 3) != 3)
                result[i] = table[result[i]];

        return new(image.Width, image.Height, image.Channels, result);
    }
}
