using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A random change of values that leaves everything where it is.</summary>
/// <remarks>Boxes, masks and key points stay as they are, those of covered objects too: a network that has learnt from
/// erased pictures finds objects of which little is seen.</remarks>
public abstract record PixelAugmentation : Augmentation
{
    /// <summary>Draws and makes the change; the size stays.</summary>
    protected abstract Image Draw(Image image, Rng rng);

    private protected sealed override AnnotatedImage Change(AnnotatedImage annotated, Rng rng) =>
        annotated with { Image = Draw(annotated.Image, rng) };
}
