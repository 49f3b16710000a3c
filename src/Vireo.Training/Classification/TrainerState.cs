using Vireo.Schedules;

namespace Vireo.Training.Classification;

/// <summary>Where a training stands, beside weights and optimizer: all that a resumed one needs to go on as if it had
/// never stopped.</summary>
public sealed record TrainerState
{
    /// <summary>Steps done since the start.</summary>
    public long Step { get; init; }

    /// <summary>Epoch in which the next step lies, from 0 on.</summary>
    public int Epoch { get; init; }

    /// <summary>Batches of that epoch that are done.</summary>
    public int Batch { get; init; }

    /// <summary>Sum of the losses of these batches.</summary>
    public double LossSum { get; init; }

    /// <summary>Images of these batches whose class was found.</summary>
    public long Correct { get; init; }

    /// <summary>Images of these batches.</summary>
    public long Seen { get; init; }

    /// <summary>Best validation top-1 so far; negative when there is none.</summary>
    public double BestTop1 { get; init; } = -1;

    /// <summary>Validation loss that goes with <see cref="BestTop1"/>.</summary>
    public double BestLoss { get; init; } = double.MaxValue;

    /// <summary>Epochs since the best one.</summary>
    public int EpochsSinceBest { get; init; }

    /// <summary>What the rule for plateaus remembers; null where there is none or no metric yet.</summary>
    public PlateauState? Plateau { get; init; }

    /// <summary>Epochs that are done.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];
}
