using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Stretches each channel over the whole range.</summary>
public sealed record AutoContrast : PixelAugmentation
{
    /// <summary>Per cent of the pixels left out at either end, to draw from.</summary>
    public Interval Cutoff { get; init; } = new(0, 0);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.AutoContrast(Cutoff.Draw(rng));
}
