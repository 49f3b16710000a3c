namespace Vireo.Vision.Datasets.Statistics;

/// <summary>What <see cref="DatasetStatistics"/> looks at.</summary>
public sealed record StatisticsOptions
{
    /// <summary>Number of anchors to find.</summary>
    public int Anchors { get; init; } = 9;

    /// <summary>Side of the square input of a network: boxes are scaled so that the longer side of their image fits
    /// it.</summary>
    public int InputSize { get; init; } = 608;

    /// <summary>Images to decode for mean and deviation, evenly spread; 0 for none.</summary>
    public int DecodedImages { get; init; } = 500;

    /// <summary>Seed of the clustering's first centres.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads; zero for one per core.</summary>
    public int Threads { get; init; }
}
