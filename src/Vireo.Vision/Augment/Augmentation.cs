using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A random change of a picture for training.</summary>
/// <remarks>Pure: the same picture and the same state of the generator give the same result on any thread. Subclasses
/// are geometric (they draw a map that every target can follow) or change values only (targets never see
/// them).</remarks>
public abstract record Augmentation
{
    /// <summary>Chance that the change is made at all, 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public float Probability
    {
        get;
        init => field = value is >= 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A probability is from 0 to 1.");
    } = 1;

    /// <summary>The changed picture, or the same one.</summary>
    public Image Apply(Image image, Rng rng) => Apply(new AnnotatedImage { Image = image }, rng).Image;

    /// <summary>The changed picture with its masks, boxes and key points, all by one draw; or the same one.</summary>
    /// <remarks>The picture has the same bits as without targets. (Except for an <see cref="IouCrop"/>, which looks
    /// where the boxes are.) Objects with hardly anything left are dropped, key points that left the picture become
    /// <see cref="Datasets.Targets.Visibility.Missing"/>.</remarks>
    /// <exception cref="BadDataException"><c>VIR1154</c>: a mask has not the size of the picture.</exception>
    public AnnotatedImage Apply(AnnotatedImage annotated, Rng rng) =>
        // Nothing is drawn where nothing is left to chance, so that switching a probability to 1 costs no number.
        Probability >= 1 || rng.Uniform() < Probability ? Change(annotated, rng) : annotated;

    /// <summary>Draws and makes the change.</summary>
    private protected abstract AnnotatedImage Change(AnnotatedImage annotated, Rng rng);
}
