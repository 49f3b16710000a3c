using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Images;

/// <summary>Where the picture of a sample is: a file, a part of an archive, or a block of pixels.</summary>
/// <param name="Path">What it is called: of a file, its path below the root, parts separated by <c>/</c>.</param>
public abstract record ImageReference(string Path)
{
    /// <summary>Decodes the picture.</summary>
    /// <param name="root">Root of the data set.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <param name="options">Limits and orientation.</param>
    /// <exception cref="BadDataException">It cannot be read.</exception>
    public abstract Image Decode(string root, int channels = 3, ImageReadOptions? options = null);

    /// <summary>Width and height as <see cref="Decode"/> would give them, from the header alone.</summary>
    /// <exception cref="BadDataException">It cannot be read.</exception>
    public abstract ImageSize ReadSize(string root);
}
