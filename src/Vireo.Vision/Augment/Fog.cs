using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Mixes the picture with light grey, more in some places than in others.</summary>
public sealed record Fog : PixelAugmentation
{
    /// <summary>Mean share of the grey to draw from.</summary>
    public Interval Density { get; init; } = new(0.2f, 0.6f);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.WithFog(Density.Draw(rng), rng);
}
