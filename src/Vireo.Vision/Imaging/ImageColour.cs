using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vireo.Vision.Imaging;

/// <summary>Changes of colour as Pillow's <c>ImageEnhance</c> makes them: results are cut (not rounded) to whole
/// numbers and cut off at 0 and 255; alpha is kept.</summary>
/// <remarks>Grey is <c>0.299 R + 0.587 G + 0.114 B</c>, rounded.</remarks>
public static class ImageColour
{
    /// <summary>What changes interleaved pixels of a number of channels in place.</summary>
    private delegate void Change(Span<byte> pixels, int channels, float amount);

    extension(Image image)
    {
        /// <summary><c>f·x</c>.</summary>
        public Image AdjustBrightness(float factor) => Changed(image, Brightness, factor);

        /// <summary><c>m + f·(x − m)</c> with m the mean grey of the picture, rounded.</summary>
        public Image AdjustContrast(float factor) => Changed(image, Contrast, factor);

        /// <summary><c>g + f·(x − g)</c> with g the grey of the pixel; a grey picture stays.</summary>
        public Image AdjustSaturation(float factor) => Changed(image, Saturation, factor);

        /// <summary>Turns the hue of every pixel; saturation and value (HSV) stay. A grey picture stays.</summary>
        /// <param name="turns">Part of a full turn, −0.5 to 0.5.</param>
        public Image ShiftHue(float turns) => Changed(image, Hue, turns, neutral: 0);
    }

    /// <summary><see cref="AdjustBrightness"/> in place.</summary>
    internal static void Brightness(Span<byte> pixels, int channels, float factor) =>
        Blend(0, pixels, channels, factor);

    /// <summary><see cref="AdjustContrast"/> in place.</summary>
    internal static void Contrast(Span<byte> pixels, int channels, float factor)
    {
        if (factor == 1)
            return;

        var sum = 0L;
        if (channels == 1)
            foreach (var grey in pixels)
                sum += grey;
        else
            sum = ColourBlocks.GreySum(pixels, channels);

        Blend((byte)(sum / (double)(pixels.Length / channels) + 0.5), pixels, channels, factor);
    }

    /// <summary><see cref="AdjustSaturation"/> in place.</summary>
    internal static void Saturation(Span<byte> pixels, int channels, float factor)
    {
        if (factor != 1 && channels > 1)
            ColourBlocks.Change(pixels, channels, new FromGrey(factor));
    }

    /// <summary><see cref="ShiftHue"/> in place.</summary>
    internal static void Hue(Span<byte> pixels, int channels, float turns)
    {
        if (turns != 0 && channels > 1)
            ColourBlocks.Change(pixels, channels, new HueTurn(turns));
    }

    /// <summary><c>from + f·(to − from)</c>, cut to a whole number of 0 to 255.</summary>
    internal static byte Blend(byte from, byte to, float factor) =>
        (byte)Math.Clamp(from + factor * (to - from), 0, 255);

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

    private static void Blend(byte from, Span<byte> pixels, int channels, float factor)
    {
        if (factor == 1)
            return;

        if (channels > 1)
        {
            ColourBlocks.Change(pixels, channels, new FromLevel(from, factor));
            return;
        }

        foreach (ref var value in pixels)
            value = Blend(from, value, factor);
    }

    private static Image Changed(Image image, Change change, float amount, float neutral = 1)
    {
        if (amount == neutral)
            return image;

        var result = image.Pixels.ToArray();
        change(result, image.Channels, amount);
        return new(image.Width, image.Height, image.Channels, result);
    }

    private readonly struct FromLevel(float level, float factor) : IColourChange
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector256<float> r, ref Vector256<float> g, ref Vector256<float> b)
        {
            var from = Vector256.Create(level);
            (r, g, b) = (from + (r - from) * factor, from + (g - from) * factor, from + (b - from) * factor);
        }
    }

    private readonly struct FromGrey(float factor) : IColourChange
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector256<float> r, ref Vector256<float> g, ref Vector256<float> b)
        {
            var grey = ColourBlocks.Grey(r, g, b);
            (r, g, b) = (grey + (r - grey) * factor, grey + (g - grey) * factor, grey + (b - grey) * factor);
        }
    }

    /// <summary><see cref="ShiftedHue"/>, rounded.</summary>
    private readonly struct HueTurn(float turns) : IColourChange
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref Vector256<float> r, ref Vector256<float> g, ref Vector256<float> b)
        {
            var half = Vector256.Create(0.5f);
            var value = Vector256.MaxNative(r, Vector256.MaxNative(g, b));
            var chroma = value - Vector256.MinNative(r, Vector256.MinNative(g, b));
            var isGrey = Vector256.Equals(chroma, Vector256<float>.Zero);
            // Nothing divided by nothing in grey pixels: they are put back at the end.
            var hue = Vector256.ConditionalSelect(
                Vector256.Equals(value, r), (g - b) / chroma, Vector256.ConditionalSelect(
                    Vector256.Equals(value, g), Vector256.Create(2f) + (b - r) / chroma,
                    Vector256.Create(4f) + (r - g) / chroma));
            hue += Vector256.Create(6 * turns);
            hue -= Vector256.Floor(hue / 6) * 6;
            r = Vector256.ConditionalSelect(isGrey, r, Channel(5, hue, value, chroma)) + half;
            g = Vector256.ConditionalSelect(isGrey, g, Channel(3, hue, value, chroma)) + half;
            b = Vector256.ConditionalSelect(isGrey, b, Channel(1, hue, value, chroma)) + half;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Channel(
            float offset, Vector256<float> hue, Vector256<float> value, Vector256<float> chroma)
        {
            var six = Vector256.Create(6f);
            var k = Vector256.Create(offset) + hue;
            k = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(k, six), k - six, k);
            var height = Vector256.MinNative(k, Vector256.Create(4f) - k);
            return value - chroma * Vector256.MinNative(
                Vector256.MaxNative(height, Vector256<float>.Zero), Vector256<float>.One);
        }
    }
}
