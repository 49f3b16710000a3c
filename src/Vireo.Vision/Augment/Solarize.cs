using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Inverts values of at least a drawn threshold.</summary>
public sealed record Solarize : PixelAugmentation
{
    /// <summary>Threshold to draw from: 256 changes nothing.</summary>
    public IntRange Threshold { get; init; } = new(128, 128);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.Solarize(Threshold.Draw(rng));
}
