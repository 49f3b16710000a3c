using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Statistics;

namespace Vireo.Cli;

/// <summary>A data set that was converted.</summary>
internal sealed record DataConvertLine(
    string From, string To, string Output, int Images, int Objects, IReadOnlyList<string> Classes,
    IReadOnlyDictionary<string, int> Losses);

/// <summary>A part of a data set.</summary>
internal sealed record DataSplitLine(
    string Split, int Images, int Objects, int Empty, IReadOnlyDictionary<string, long> Classes, int Identities,
        int Texts);

/// <summary>The list of a part that was split off.</summary>
internal sealed record DataSplitListLine(
    string Split, string List, int Images, IReadOnlyDictionary<string, int> Classes);

/// <summary>A data set that was split.</summary>
internal sealed record DataSplitsLine(
    string Format, string By, ulong Seed, string Output, IReadOnlyList<DataSplitListLine> Splits);

/// <summary>How many images have a size.</summary>
internal sealed record DataSizeLine(int Width, int Height, int Images);

/// <summary>Anchors of a data set; pairs of width and height.</summary>
internal sealed record DataAnchorsLine(IReadOnlyList<double[]> Anchors, double MeanBestIou);

/// <summary>Mean and deviation of pixels.</summary>
internal sealed record DataChannelsLine(int Images, int Unreadable, IReadOnlyList<double> Mean,
    IReadOnlyList<double> Std);

/// <summary>A data set in numbers.</summary>
internal sealed record DataStatsLine(
    string Format, IReadOnlyList<DataSplitLine> Splits, Distribution? Width, Distribution? Height,
    IReadOnlyList<DataSizeLine> Sizes, int Unreadable, BoxStatistics? Boxes, DataAnchorsLine? Anchors,
    DataChannelsLine? Channels, int AdvisedSize, string Advice)
{
    /// <summary>What is printed of statistics.</summary>
    public static DataStatsLine Of(DatasetFormat format, DatasetStatistics statistics) => new(
        format.Name,
        [
            .. statistics.Splits.Select(part => new DataSplitLine(
                part.Split, part.Images, part.Objects, part.Empty,
                statistics.Classes.Zip(part.Classes).DistinctBy(pair => pair.First)
                    .ToDictionary(pair => pair.First, pair => pair.Second),
                part.Identities, part.Texts)),
        ],
        statistics.Width, statistics.Height,
        [.. statistics.Sizes.Select(pair => new DataSizeLine(pair.Size.Width, pair.Size.Height, pair.Images))],
        statistics.Unreadable, statistics.Boxes,
        statistics.Anchors is { } found
            ? new([.. found.Anchors.Select(anchor => new[] { anchor.Width, anchor.Height })], found.MeanBestIou) : null,
        statistics.Channels is { } channels
            ? new(channels.Images, channels.Unreadable, [.. channels.Mean], [.. channels.Deviation]) : null,
        statistics.AdvisedSize, statistics.Advice);
}
