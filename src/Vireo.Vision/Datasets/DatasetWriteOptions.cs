using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets;

/// <summary>How labels are written.</summary>
public sealed record DatasetWriteOptions
{
    /// <summary>The usual.</summary>
    public static DatasetWriteOptions Default { get; } = new();

    /// <summary>Whether the images are copied beside the labels; without them only the labels are written.</summary>
    public bool CopyImages { get; init; } = true;

    /// <summary>What the corners of VOC boxes are.</summary>
    public VocCorners VocCorners { get; init; }

    /// <summary>Whether VOC boxes are rounded to whole pixels, as some readers of it want; they lose what lies behind
    /// the point.</summary>
    public bool WholePixels { get; init; }

    /// <summary>Whether what is in the output folder is replaced.</summary>
    public bool Overwrite { get; init; }
}
