namespace Vireo.Training.Config;

/// <summary>How the learning rate changes.</summary>
public sealed record ScheduleConfig
{
    /// <summary>Course after the warm-up.</summary>
    public ScheduleKind Name { get; init; } = ScheduleKind.Cosine;

    /// <summary>Epochs of linear warm-up; parts of one are fine.</summary>
    public double WarmupEpochs { get; init; } = 1;

    /// <summary>Epochs between two steps down.</summary>
    public int StepSize { get; init; } = 10;

    /// <summary>Factor of a step down.</summary>
    public double Gamma { get; init; } = 0.1;
}
