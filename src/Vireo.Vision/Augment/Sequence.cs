namespace Vireo.Vision.Augment;

/// <summary>Several augmentations, one after the other.</summary>
public sealed record Sequence : Augmentation
{
    /// <summary>The steps, in order.</summary>
    public ValueList<Augmentation> Steps { get; init; }

    private protected override AnnotatedImage Change(AnnotatedImage annotated, Rng rng)
    {
        foreach (var step in Steps)
            annotated = step.Apply(annotated, rng);

        return annotated;
    }
}
