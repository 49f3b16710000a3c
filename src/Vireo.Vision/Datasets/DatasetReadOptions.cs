using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets;

/// <summary>How labels are read.</summary>
public sealed record DatasetReadOptions
{
    /// <summary>The usual.</summary>
    public static DatasetReadOptions Default { get; } = new();

    /// <summary>Folder of the images, when they are not below the labels.</summary>
    public string? Images { get; init; }

    /// <summary>What the corners of VOC boxes are.</summary>
    public VocCorners VocCorners { get; init; }

    /// <summary>Whether labels of images that are not there are kept, for a linter to report; otherwise they are an
    /// error.</summary>
    public bool KeepMissing { get; init; }
}
