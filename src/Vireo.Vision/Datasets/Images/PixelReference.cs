using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Images;

/// <summary>A picture that lies bare in a <see cref="PixelStore"/>.</summary>
/// <param name="Store">The bytes, shared by all pictures of a file.</param>
/// <param name="Index">Number of the picture.</param>
public sealed record PixelReference(PixelStore Store, int Index) : ImageReference($"{Store.Name}#{Index}")
{
    /// <inheritdoc/>
    public override Image Decode(string root, int channels = 3, ImageReadOptions? options = null) =>
        Store[Index].WithChannels(channels);

    /// <inheritdoc/>
    public override ImageSize ReadSize(string root) => Store.Size;
}
