using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>What a JPEG file of a drawn quality makes of the picture.</summary>
public sealed record JpegArtefacts : PixelAugmentation
{
    /// <summary>Quality to draw from, 1 to 100.</summary>
    public IntRange Quality { get; init; } = new(40, 95);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.WithJpegArtefacts(Quality.Draw(rng));
}
