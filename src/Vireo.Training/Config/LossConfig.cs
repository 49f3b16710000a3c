namespace Vireo.Training.Config;

/// <summary>What is minimised: cross-entropy and its options.</summary>
public sealed record LossConfig
{
    /// <summary>Probability spread evenly over all classes, 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of each class.</summary>
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;
}
