using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Adds normal noise of a drawn strength.</summary>
public sealed record GaussianNoise : PixelAugmentation
{
    /// <summary>Standard deviation to draw from, in grey levels.</summary>
    public Interval Sigma { get; init; } = new(3, 13);

    /// <summary>Whether each channel has noise of its own.</summary>
    public bool PerChannel { get; init; } = true;

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.WithGaussianNoise(Sigma.Draw(rng), rng, PerChannel);
}
