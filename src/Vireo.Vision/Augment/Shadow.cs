using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Darkens a drawn quadrilateral that reaches from top to bottom.</summary>
public sealed record Shadow : PixelAugmentation
{
    /// <summary>How much darker it becomes, to draw from.</summary>
    public Interval Darkness { get; init; } = new(0.3f, 0.6f);

    /// <summary>Width of the shadow to draw from, as a fraction of the picture's.</summary>
    public Interval WidthFraction { get; init; } = new(0.2f, 0.6f);

    /// <summary>Deviation of the edge's blur, as a fraction of the picture's width.</summary>
    public float SoftnessFraction { get; init; } = 0.02f;

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var darkness = Darkness.Draw(rng);
        var (top, bottom) = Side(rng, image.Width);
        var (topWidth, bottomWidth) = (WidthFraction.Draw(rng) * image.Width, WidthFraction.Draw(rng) * image.Width);
        return image.WithShadow(
            [(top, -1), (top + topWidth, -1), (bottom + bottomWidth, image.Height), (bottom, image.Height)],
            darkness, SoftnessFraction * image.Width);

        static (float Top, float Bottom) Side(Rng rng, int width) =>
            (rng.Uniform(-0.3f, 0.9f) * width, rng.Uniform(-0.3f, 0.9f) * width);
    }
}
