using Vireo.Vision.Draw;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Samples;

/// <summary>One drawn picture with all that is known about it.</summary>
/// <param name="Picture">Three channels.</param>
/// <param name="Mask">One channel, 255 where the insect covers at least half of a pixel, otherwise 0.</param>
/// <param name="Box">The upright hull of the mask.</param>
/// <param name="Keypoints">As <see cref="InsectDrawing.KeypointNames"/>, in pixels.</param>
internal sealed record InsectScene(Image Picture, Image Mask, PixelRegion Box, Point[] Keypoints)
{
    /// <summary>Hue, saturation and value of leaf, soil, stone, sand and bark.</summary>
    private static readonly (float Hue, float Saturation, float Value)[] _grounds =
        [(0.28f, 0.5f, 0.55f), (0.07f, 0.45f, 0.4f), (0.6f, 0.06f, 0.6f), (0.11f, 0.3f, 0.8f), (0.06f, 0.3f, 0.55f)];

    public static InsectScene Draw(InsectTraits traits, int size, Rng rng)
    {
        var picture = Ground(size, rng);
        var mask = new Canvas(size, size, default);
        var scale = size * rng.Uniform(0.58f, 0.78f);
        var centre = new Point(size * rng.Uniform(0.44f, 0.56f), size * rng.Uniform(0.44f, 0.56f));
        var degrees = rng.Uniform(-50, 50);

        // A shadow first, dark, faint and a little aside; it belongs to no mask.
        picture.FillEllipse(
            new(new(centre.X + 2, centre.Y + 3), scale * 0.2f, scale * 0.36f, degrees), new(default, 0.25f));
        var painter = new InsectPainter(picture, mask, centre, scale, degrees);
        var drawn = InsectDrawing.Draw(painter, traits, rng);
        var points = Array.ConvertAll(drawn, point => painter.Place(point.X, point.Y));

        Light(picture, size, rng);
        var flat = ToMask(mask.ToImage());
        return new(picture.ToImage(), flat, Hull(flat), points);
    }

    private static Canvas Ground(int size, Rng rng)
    {
        var (hue, saturation, value) = _grounds[rng.Below(_grounds.Length)];
        hue += rng.Uniform(-0.03f, 0.03f) + 1;
        var canvas = new Canvas(size, size, Shade());
        for (var i = 0; i < 26; i++)
        {
            var centre = new Point(size * rng.Uniform(), size * rng.Uniform());
            var (wide, high) = (size * rng.Uniform(0.03f, 0.22f), size * rng.Uniform(0.02f, 0.1f));
            canvas.FillEllipse(new(centre, wide, high, rng.Uniform(0, 180)), new(Shade(), rng.Uniform(0.15f, 0.6f)));
        }

        for (var i = 0; i < 5; i++)
        {
            var (from, to) = (size * rng.Uniform(), size * rng.Uniform());
            canvas.DrawLine(new(from, 0), new(to, size), rng.Uniform(0.5f, 2.5f), new(Shade(), 0.5f));
        }

        return canvas;

        Rgb Shade() => InsectTraits.Colour(hue, Math.Clamp(saturation + rng.Uniform(-0.15f, 0.15f), 0, 1),
            Math.Clamp(value + rng.Uniform(-0.18f, 0.18f), 0, 1));
    }

    /// <summary>A slope of brightness across the picture, a tint, and noise of each value.</summary>
    private static void Light(Canvas picture, int size, Rng rng)
    {
        var gain = rng.Uniform(0.75f, 1.15f);
        var (slopeX, slopeY) = (rng.Uniform(-0.25f, 0.25f), rng.Uniform(-0.25f, 0.25f));
        var (red, blue, noise) = (rng.Uniform(0.92f, 1.08f), rng.Uniform(0.92f, 1.08f), rng.Uniform(4, 14));
        picture.Map((at, colour) =>
        {
            var light = gain + slopeX * (at.X / size - 0.5f) + slopeY * (at.Y / size - 0.5f);
            return new(Lit(colour.R, light * red), Lit(colour.G, light), Lit(colour.B, light * blue));
        });

        // Two halves of one number make noise with a triangular density, cheap and the same on every machine.
        byte Lit(byte value, float light)
        {
            var bits = rng.NextUInt();
            var random = ((bits >> 16) + (float)(bits & 0xFFFF)) / 65536f - 1;
            return (byte)Math.Clamp(value * light + noise * random + 0.5f, 0, 255);
        }
    }

    private static Image ToMask(Image drawn)
    {
        var flat = new byte[drawn.Width * drawn.Height];
        for (var i = 0; i < flat.Length; i++)
            flat[i] = drawn.Pixels[3 * i] >= 128 ? (byte)255 : (byte)0;

        return new(drawn.Width, drawn.Height, 1, flat);
    }

    private static PixelRegion Hull(Image mask)
    {
        var (left, top, right, bottom) = (mask.Width, mask.Height, 0, 0);
        for (var y = 0; y < mask.Height; y++)
            for (var x = 0; x < mask.Width; x++)
                if (mask[y, x] != 0)
                    (left, top, right, bottom) =
                        (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));

        return new(left, top, right - left, bottom - top);
    }
}
