using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Statistics;

/// <summary>A data set in numbers.</summary>
public sealed record DatasetStatistics
{
    /// <summary>Names of the classes, by index.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Counts of each part.</summary>
    public required IReadOnlyList<SplitCounts> Splits { get; init; }

    /// <summary>Widths of the images that could be read.</summary>
    public required Distribution? Width { get; init; }

    /// <summary>Heights of them.</summary>
    public required Distribution? Height { get; init; }

    /// <summary>The commonest sizes, and how many images have each.</summary>
    public required IReadOnlyList<(ImageSize Size, int Images)> Sizes { get; init; }

    /// <summary>Images whose size is not to be read.</summary>
    public required int Unreadable { get; init; }

    /// <summary>Sizes and shapes of boxes; null when there is none.</summary>
    public required BoxStatistics? Boxes { get; init; }

    /// <summary>Anchors for a detector; null when there are too few boxes.</summary>
    public required AnchorClusters? Anchors { get; init; }

    /// <summary>Mean and deviation of pixels; null when none were decoded.</summary>
    public required ChannelStatistics? Channels { get; init; }

    /// <summary>Input size that suits the data, in pixels, a multiple of 32; see
    /// <see cref="ResolutionAdvice"/>.</summary>
    public required int AdvisedSize { get; init; }

    /// <summary>Why that size.</summary>
    public required string Advice { get; init; }

    /// <summary>Looks at a data set; the headers of all images are read, of some the pixels.</summary>
    /// <param name="dataset">What to look at.</param>
    /// <param name="options">How much of it.</param>
    /// <param name="cancellation">Stops early.</param>
    public static DatasetStatistics Compute(
        Dataset dataset, StatisticsOptions? options = null, CancellationToken cancellation = default) =>
        new StatisticsPass(dataset, options ?? new(), cancellation).Run();
}
