using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets;

/// <summary>An image and all that is known of it. Immutable; targets are raw, as they were read.</summary>
public sealed record Sample
{
    /// <summary>The picture.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>Size of the picture as its label states it; nothing where it does not.</summary>
    public ImageSize? StatedSize { get; init; }

    /// <summary>Part of the data set: <c>train</c>, <c>val</c>, <c>test</c>, or empty for none.</summary>
    public string Split { get; init; } = "";

    /// <summary>Classes of the whole image: one, or several of a multi-label set.</summary>
    public ValueList<int> Classes { get; init; }

    /// <summary>Classes of which it is not known whether the image shows them.</summary>
    public ValueList<int> UnknownClasses { get; init; }

    /// <summary>Objects in the image.</summary>
    public ValueList<ObjectTarget> Objects { get; init; }

    /// <summary>Mask of the whole image.</summary>
    public MaskReference? Mask { get; init; }

    /// <summary>Key points of the whole image, in the order of the data set's names.</summary>
    public ValueList<KeyPoint> KeyPoints { get; init; }

    /// <summary>What is written on the image.</summary>
    public string? Text { get; init; }

    /// <summary>Who or what it shows, for retrieval; compared, never counted.</summary>
    public string? Identity { get; init; }

    /// <summary>Number or name in the file it came from.</summary>
    public string? Id { get; init; }

    /// <summary>Where the label was read.</summary>
    public Provenance Source { get; init; }

    /// <summary>Path of the picture.</summary>
    public string Path => Image.Path;
}
