using Vireo.Vision.Datasets.Images;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Images of which nothing is said.</summary>
internal static class BareImages
{
    /// <summary>All data has images: only read when asked for.</summary>
    public static string? Find(FolderScan scan) => null;

    public static Dataset Read(FolderScan scan, DatasetReadOptions options) => new(scan.Root, [],
    [
        .. scan.Images.Select(image => new Sample
        {
            Image = new FileReference(image), Split = SplitName.OfPath(image), Source = new(image),
        }),
    ]);
}
