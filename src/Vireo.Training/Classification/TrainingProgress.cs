namespace Vireo.Training.Classification;

/// <summary>How far a training is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Images (or, while training, steps) done in this phase.</param>
/// <param name="Total">Images or steps of the phase.</param>
public sealed record TrainingProgress(TrainingPhase Phase, long Done, long Total)
{
    /// <summary>Epoch, from 1 on; zero before the first.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs of the run.</summary>
    public int Epochs { get; init; }

    /// <summary>Mean loss of the epoch so far.</summary>
    public double Loss { get; init; }

    /// <summary>Share of the epoch's images whose class was found.</summary>
    public double Top1 { get; init; }

    /// <summary>Images per second.</summary>
    public double Rate { get; init; }

    /// <summary>Share of the epoch's time so far that was spent waiting for images, 0 to 1.</summary>
    public double DataWait { get; init; }

    /// <summary>Estimated time to the end of the run.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>The epoch that has just been finished, in the last report of its validation.</summary>
    public EpochRecord? Finished { get; init; }
}
