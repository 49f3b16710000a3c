using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Images;

/// <summary>A picture in a file of its own.</summary>
/// <param name="Path">Path below the root, parts separated by <c>/</c>.</param>
public sealed record FileReference(string Path) : ImageReference(Path)
{
    /// <inheritdoc/>
    public override Image Decode(string root, int channels = 3, ImageReadOptions? options = null) =>
        ImageFile.Read(System.IO.Path.Combine(root, Path), options).ToImage(channels);

    /// <inheritdoc/>
    public override ImageSize ReadSize(string root) =>
        ImageFile.ReadInfo(System.IO.Path.Combine(root, Path)).Size;
}
