using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A random change of values that leaves everything where it is.</summary>
public abstract record PixelAugmentation : Augmentation
{
    /// <summary>Draws and makes the change; the size stays.</summary>
    protected abstract Image Draw(Image image, Rng rng);

    private protected sealed override Image Change(Image image, Rng rng) => Draw(image, rng);
}
