using Vireo.Vision.Imaging;

namespace Vireo.Vision.Samples;

/// <summary>What makes one individual: colours, proportions and marks. All views of it share them.</summary>
internal sealed record InsectTraits(
    InsectKind Kind, Rgb Body, Rgb Dark, Rgb Wing, Rgb Mark, float Slimness, float Length, int Marks, float MarkSize)
{
    public static InsectTraits Draw(InsectKind kind, Rng rng)
    {
        // Hue in turns, saturation and value of body and wings, per class.
        var (hue, saturation, value) = kind switch
        {
            InsectKind.Ant => (rng.Uniform(0, 0.06f), rng.Uniform(0.4f, 0.9f), rng.Uniform(0.12f, 0.4f)),
            InsectKind.Bee => (rng.Uniform(0.1f, 0.14f), rng.Uniform(0.75f, 1), rng.Uniform(0.75f, 1)),
            InsectKind.Beetle => (rng.Uniform(0, 1), rng.Uniform(0.6f, 1), rng.Uniform(0.3f, 0.75f)),
            InsectKind.Butterfly => (rng.Uniform(0, 0.1f), rng.Uniform(0.1f, 0.4f), rng.Uniform(0.12f, 0.3f)),
            _ => (rng.Uniform(0.25f, 0.65f), rng.Uniform(0.6f, 1), rng.Uniform(0.4f, 0.85f)),
        };
        var wing = kind == InsectKind.Butterfly
            ? Colour(rng.Uniform(), rng.Uniform(0.65f, 1), rng.Uniform(0.75f, 1))
            : Colour(rng.Uniform(0.5f, 0.6f), rng.Uniform(0.02f, 0.12f), rng.Uniform(0.85f, 1));
        var mark = kind == InsectKind.Butterfly
            ? Colour(rng.Uniform(), rng.Uniform(0, 0.8f), 1) : Colour(0.08f, 0.5f, rng.Uniform(0.05f, 0.18f));
        return new(kind, Colour(hue, saturation, value), Colour(hue, saturation * 0.6f, value * 0.35f), wing, mark,
            rng.Uniform(0.9f, 1.12f), rng.Uniform(0.92f, 1.08f), 2 + rng.Below(3), rng.Uniform(0.8f, 1.25f));
    }

    /// <summary>HSV to RGB, hue in turns.</summary>
    public static Rgb Colour(float hue, float saturation, float value)
    {
        return new(Channel(5), Channel(3), Channel(1));

        byte Channel(float offset)
        {
            var k = (offset + 6 * hue) % 6;
            return (byte)(255 * value * (1 - saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1)) + 0.5f);
        }
    }
}
