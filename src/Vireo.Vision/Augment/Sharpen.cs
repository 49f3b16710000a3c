using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;

namespace Vireo.Vision.Augment;

/// <summary>Sharpens or softens by a drawn factor.</summary>
public sealed record Sharpen : PixelAugmentation
{
    /// <summary>Factor to draw from: 0 is smoothed, 1 is as it was, 2 is sharpened.</summary>
    public Interval Factor { get; init; } = new(1, 2);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng) =>
        image.AdjustSharpness(Factor.Draw(rng));
}
