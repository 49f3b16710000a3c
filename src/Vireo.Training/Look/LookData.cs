using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Statistics;
using Vireo.Vision.Lint;

namespace Vireo.Training.Look;

/// <summary>What a page to look at a data set shows, and how much of it.</summary>
public sealed record LookData
{
    /// <summary>Title of the page: the name of the data set.</summary>
    public required string Title { get; init; }

    /// <summary>The samples with their targets.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>What the labels were read as, in words.</summary>
    public string Format { get; init; } = "";

    /// <summary>The data set in numbers; null leaves those out.</summary>
    public DatasetStatistics? Statistics { get; init; }

    /// <summary>What a linter found; null leaves that out.</summary>
    public LintReport? Lint { get; init; }

    /// <summary>Pictures of each class.</summary>
    public int PerClass { get; init; } = 8;

    /// <summary>Classes that have a gallery; the others are counted.</summary>
    public int MostClasses { get; init; } = 60;

    /// <summary>Places shown for each kind of finding.</summary>
    public int PerFinding { get; init; } = 6;

    /// <summary>Different pictures in the page, all galleries together: what bounds its size.</summary>
    public int MostPictures { get; init; } = 600;

    /// <summary>Longer side of a picture in the page, in pixels.</summary>
    public int Side { get; init; } = 280;

    /// <summary>Threads that draw; zero for one per core.</summary>
    public int Threads { get; init; }
}
