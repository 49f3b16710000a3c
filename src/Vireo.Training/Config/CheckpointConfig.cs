namespace Vireo.Training.Config;

/// <summary>What is kept on disk while training.</summary>
public sealed record CheckpointConfig
{
    /// <summary>Epochs between two checkpoints; the last epoch is always saved.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>Steps between two checkpoints within an epoch; zero for none.</summary>
    public int EverySteps { get; init; }

    /// <summary>Latest checkpoints to keep; the best one is kept beside them.</summary>
    public int Keep { get; init; } = 3;
}
