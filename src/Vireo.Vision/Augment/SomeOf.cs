namespace Vireo.Vision.Augment;

/// <summary>A drawn number of different augmentations out of several.</summary>
public sealed record SomeOf : Augmentation
{
    /// <summary>What is drawn from.</summary>
    public ValueList<Augmentation> Choices { get; init; }

    /// <summary>How many to draw from; never more than there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to an empty range or one below 0.</exception>
    public IntRange Count
    {
        get;
        init => field = value.Low >= 0 && value.High >= value.Low ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A count is 0 or more.");
    } = new(1, 2);

    /// <summary>Whether they come in a drawn order, not in the listed one.</summary>
    public bool AnyOrder { get; init; }

    private protected override AnnotatedImage Change(AnnotatedImage annotated, Rng rng)
    {
        var order = Enumerable.Range(0, Choices.Count).ToArray();
        rng.Shuffle(order.AsSpan());
        var drawn = order.AsSpan(0, Math.Min(Count.Draw(rng), order.Length));
        if (!AnyOrder)
            drawn.Sort();
        foreach (var index in drawn)
            annotated = Choices[index].Apply(annotated, rng);

        return annotated;
    }
}
