namespace Vireo.Training.Classification;

/// <summary>What a training is doing.</summary>
public enum TrainingPhase
{
    /// <summary>Looking at every image before the first step.</summary>
    Checking,

    /// <summary>Learning.</summary>
    Training,

    /// <summary>Judging on the validation images.</summary>
    Validating,
}
