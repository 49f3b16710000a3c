using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Images;

/// <summary>A picture in a file of its own.</summary>
/// <param name="Path">Path below the root, parts separated by <c>/</c>.</param>
public sealed record FileReference(string Path) : ImageReference(Path)
{
    /// <inheritdoc/>
    public override Image Decode(string root, DecodeOptions? options = null) =>
        ImageFile.Decode(System.IO.Path.Combine(root, Path), options);

    /// <inheritdoc/>
    public override ImageSize ReadSize(string root) => ImageFile.ReadSize(System.IO.Path.Combine(root, Path));
}
