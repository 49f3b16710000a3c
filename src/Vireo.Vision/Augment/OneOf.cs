namespace Vireo.Vision.Augment;

/// <summary>One augmentation, drawn from several; its own probability applies on top.</summary>
public sealed record OneOf : Augmentation
{
    /// <summary>What is drawn from; nothing is done where there is none.</summary>
    public ValueList<Augmentation> Choices { get; init; }

    /// <summary>How often each is drawn compared with the others, one number for each; none for all alike.</summary>
    /// <exception cref="ArgumentException">Set to negative numbers, or to none above 0.</exception>
    public ValueList<float> Weights
    {
        get;
        init => field = value.Count == 0
            || (value.All(w => w >= 0 && float.IsFinite(w)) && value.Sum() is > 0 and < float.PositiveInfinity)
            ? value
            : throw new ArgumentException($"{value}: weights are 0 or more, and not all of them 0.", nameof(value));
    }

    private protected override AnnotatedImage Change(AnnotatedImage annotated, Rng rng)
    {
        if (Weights.Count > 0 && Weights.Count != Choices.Count)
            throw new InvalidOperationException($"one of: {Choices.Count} choices have {Weights.Count} weights.");

        return Choices.Count == 0 ? annotated : Choices[Pick(rng)].Apply(annotated, rng);
    }

    private int Pick(Rng rng)
    {
        if (Weights.Count == 0)
            return rng.Below(Choices.Count);

        var left = rng.Uniform() * Weights.Sum();
        var last = 0;
        for (var i = 0; i < Weights.Count; i++)
        {
            if (Weights[i] <= 0)
                continue;
            last = i;
            if (left < Weights[i])
                break;
            left -= Weights[i];
        }

        return last;
    }
}
