using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Keeps a drawn number of the upper bits.</summary>
public sealed record Posterize : PixelAugmentation
{
    /// <summary>Bits kept, to draw from, 1 to 8.</summary>
    public IntRange Bits { get; init; } = new(4, 7);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.Posterize(Bits.Draw(rng));
}
