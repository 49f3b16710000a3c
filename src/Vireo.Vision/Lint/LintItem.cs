using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>One image of the data that is looked at, with whatever is said of it.</summary>
/// <param name="Path">Path below the root, parts separated by <c>/</c>.</param>
/// <param name="Split"><c>train</c>, <c>val</c>, <c>test</c>, or nothing.</param>
/// <param name="Label">Index into the classes; negative for none.</param>
internal sealed record LintItem(string Path, string Split, int Label)
{
    /// <summary>The picture, where it is no file of its own.</summary>
    public ImageReference? Image { get; init; }

    /// <summary>Size that the label states; nothing where it does not.</summary>
    public ImageSize? StatedSize { get; init; }

    /// <summary>Path of the mask below the root.</summary>
    public string? Mask { get; init; }

    /// <summary>What is written on the image.</summary>
    public string? Text { get; init; }

    /// <summary>Classes of an image that has several.</summary>
    public IReadOnlyList<int> MoreLabels { get; init; } = [];

    /// <summary>Objects on it, in pixels of the upright image.</summary>
    public IReadOnlyList<LintBox> Boxes { get; init; } = [];

    /// <summary>Key points of it and of its objects, in pixels of the upright image.</summary>
    public IReadOnlyList<IReadOnlyList<LintPoint>> Points { get; init; } = [];

    /// <summary>Sizes of the run-length masks of its objects.</summary>
    public IReadOnlyList<ImageSize> MaskSizes { get; init; } = [];

    /// <summary>Texts of its objects.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>List or label file that speaks of it.</summary>
    public Provenance Source { get; init; }

    /// <summary>All that counts for its classes: its own, or those of its objects.</summary>
    public IEnumerable<int> Labels => Label >= 0 ? [Label] : MoreLabels.Concat(Boxes.Select(box => box.Class));

    /// <summary>Decodes the picture.</summary>
    /// <exception cref="BadDataException">It cannot be read.</exception>
    public Image Decode(string root, ImageReadOptions? options = null) =>
        (Image ?? new FileReference(Path)).Decode(root, options: options);
}
