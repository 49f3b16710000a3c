namespace Vireo.Vision.Datasets.Statistics;

/// <summary>Sizes and shapes of the boxes of a data set.</summary>
public sealed record BoxStatistics
{
    /// <summary>Boxes with an area.</summary>
    public required int Count { get; init; }

    /// <summary>Boxes without one: left out of everything here.</summary>
    public required int Empty { get; init; }

    /// <summary>Boxes that reach out of their image.</summary>
    public required int Outside { get; init; }

    /// <summary>Widths in pixels.</summary>
    public required Distribution Width { get; init; }

    /// <summary>Heights in pixels.</summary>
    public required Distribution Height { get; init; }

    /// <summary>Widths over heights.</summary>
    public required Distribution Ratio { get; init; }

    /// <summary>Area over that of the image.</summary>
    public required Distribution Share { get; init; }

    /// <summary>Boxes in an image.</summary>
    public required Distribution PerImage { get; init; }

    /// <summary>Share of boxes under 32² pixels: small after COCO.</summary>
    public required double Small { get; init; }

    /// <summary>Share of boxes from 32² to 96² pixels.</summary>
    public required double Medium { get; init; }

    /// <summary>Share of boxes above 96² pixels.</summary>
    public required double Large { get; init; }

    /// <summary>Share of boxes under 32² pixels when images are scaled to the input size.</summary>
    public required double SmallAtInput { get; init; }

    /// <summary>Share of boxes under 8² pixels at the input size: one cell of a stride of eight, hardly to be
    /// found.</summary>
    public required double TinyAtInput { get; init; }
}
