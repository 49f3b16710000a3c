namespace Vireo.Training.Classification;

/// <summary>What an epoch achieved.</summary>
public sealed record EpochRecord
{
    /// <summary>Number of the epoch, from 1 on.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean loss over the training batches, as they were learned from.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Share of training images whose class was found while they were learned from.</summary>
    public required double TrainTop1 { get; init; }

    /// <summary>Mean negative log probability of the true class on the validation images.</summary>
    public required double ValLoss { get; init; }

    /// <summary>Share of validation images whose class was found.</summary>
    public required double ValTop1 { get; init; }

    /// <summary>Share of validation images whose class was among the first five.</summary>
    public required double ValTop5 { get; init; }

    /// <summary>Learning rate of the last step.</summary>
    public required double Rate { get; init; }

    /// <summary>Duration of the training part, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Share of <see cref="Seconds"/> that was spent waiting for images, 0 to 1; zero in runs of versions that
    /// did not note it.</summary>
    public double DataWait { get; init; }
}
