using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Images;

/// <summary>A picture within an uncompressed archive.</summary>
/// <param name="Archive">Path of the archive below the root.</param>
/// <param name="Entry">Name of the entry.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many there are.</param>
public sealed record ArchiveReference(string Archive, string Entry, long Offset, int Length)
    : ImageReference($"{Archive}/{Entry}")
{
    /// <inheritdoc/>
    public override Image Decode(string root, int channels = 3, ImageReadOptions? options = null) =>
        ImageFile.Read(Read(root), options, Path).ToImage(channels);

    /// <inheritdoc/>
    public override ImageSize ReadSize(string root) => ImageFile.ReadInfo(Read(root), null, Path).Size;

    /// <summary>The bytes of the entry.</summary>
    /// <param name="root">Root of the data set.</param>
    /// <exception cref="BadDataException">The archive is not what it was.</exception>
    public byte[] Read(string root)
    {
        try
        {
            using var stream = File.OpenRead(System.IO.Path.Combine(root, Archive));
            if (stream.Length - Offset < Length)
                throw new BadDataException("VIR1050", $"{Archive} is shorter than it was when it was listed.");

            stream.Position = Offset;
            var bytes = new byte[Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException("VIR1050", $"{Archive}: {Entry} cannot be read: {e.Message}", e);
        }
    }
}
