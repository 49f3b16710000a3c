namespace Vireo.Vision.Datasets.Targets;

/// <summary>One labelled object of an image. Immutable.</summary>
public sealed record ObjectTarget
{
    /// <summary>Index into the classes of the data set.</summary>
    public required int Class { get; init; }

    /// <summary>Its box, raw: it may be empty or outside the image. Nothing where only points are labelled.</summary>
    public Box? Box { get; init; }

    /// <summary>Its outlines; several for an object in several pieces.</summary>
    public ValueList<Polygon> Polygons { get; init; }

    /// <summary>Its pixels, where they are given so.</summary>
    public RunLengthMask? Mask { get; init; }

    /// <summary>Its key points, in the order of the data set's names.</summary>
    public ValueList<KeyPoint> KeyPoints { get; init; }

    /// <summary>Hard to see: neither rewarded nor punished by VOC's rules.</summary>
    public bool Difficult { get; init; }

    /// <summary>A crowd: one label for many, left out of COCO's scores.</summary>
    public bool Crowd { get; init; }

    /// <summary>Cut off by the border.</summary>
    public bool Truncated { get; init; }

    /// <summary>Partly hidden.</summary>
    public bool Occluded { get; init; }

    /// <summary>How much it counts in a loss, 0 to 1: 1 unless pictures were mixed. No file holds it.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>View of the object, in VOC's words.</summary>
    public string? Pose { get; init; }

    /// <summary>What is written on it.</summary>
    public string? Text { get; init; }

    /// <summary>Number in the file it came from.</summary>
    public long? Id { get; init; }

    /// <summary>Area as the file states it, in pixels.</summary>
    public decimal? StatedArea { get; init; }

    /// <summary>Area in pixels: as stated, or else of the mask, the outlines, the box.</summary>
    public double Area => StatedArea is { } stated ? (double)stated
        : Mask is not null ? Mask.Area
        : Polygons.Count > 0 ? Polygons.Sum(polygon => polygon.Area)
        : Box?.Area ?? 0;
}
