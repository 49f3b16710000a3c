namespace Vireo.Training.Config;

/// <summary>Everything a training run is told; the defaults train a small model well. Read by <see
/// cref="ConfigLoader"/>, described key by key in <see cref="ConfigKeys"/>.</summary>
public sealed record RunConfig
{
    /// <summary>What to learn from.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>What to train.</summary>
    public ModelConfig Model { get; init; } = new();

    /// <summary>Weights to begin with.</summary>
    public InitConfig Init { get; init; } = new();

    /// <summary>How long, how large, with which seed.</summary>
    public TrainConfig Train { get; init; } = new();

    /// <summary>What is minimised.</summary>
    public LossConfig Loss { get; init; } = new();

    /// <summary>How weights move.</summary>
    public OptimizerConfig Optimizer { get; init; } = new();

    /// <summary>How the learning rate changes.</summary>
    public ScheduleConfig Schedule { get; init; } = new();

    /// <summary>Moving average of the weights.</summary>
    public EmaConfig Ema { get; init; } = new();

    /// <summary>Training in eight bits.</summary>
    public QuantConfig Quant { get; init; } = new();

    /// <summary>Learning from a teacher.</summary>
    public DistillConfig Distill { get; init; } = new();

    /// <summary>Random changes of the training images.</summary>
    public AugmentConfig Augment { get; init; } = new();

    /// <summary>What is kept on disk while training.</summary>
    public CheckpointConfig Checkpoint { get; init; } = new();
}
