using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>CIFAR's binary files: records of a label (CIFAR-10) or a coarse and a fine label (CIFAR-100), and 32x32
/// pixels in planes.</summary>
internal static class CifarReader
{
    private const long MostBytes = 1 << 30;
    private static readonly ImageSize Size = new(32, 32);
    private static readonly string[] NameFiles = ["batches.meta.txt", "fine_label_names.txt"];

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan) =>
        Files(scan).ToList() is { Count: > 0 } files ? string.Join(", ", files.Take(3)) : null;

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var samples = new List<Sample>();
        var classes = 0;
        foreach (var file in Files(scan))
        {
            // The fine label of CIFAR-100 is the class; the coarse one before it follows from it.
            var labels = IsTen(file) ? 1 : 2;
            var bytes = AnnotationFile.ReadAll(scan.Full(file), MostBytes);
            if (bytes.Length == 0 || bytes.Length % (labels + 3072) != 0)
            {
                throw AnnotationFile.Bad(
                    file, 0, $"{bytes.Length} bytes are no whole number of records of {labels + 3072} bytes.");
            }

            var store = new PixelStore(file, bytes, Size, 3, labels);
            for (var i = 0; i < store.Count; i++)
            {
                int label = store.Before(i, labels - 1);
                if (label >= (labels == 1 ? 10 : 100)) throw AnnotationFile.Bad(file, i + 1, $"the label is {label}.");
                classes = Math.Max(classes, label + 1);
                samples.Add(new()
                {
                    Image = new PixelReference(store, i), StatedSize = Size, Classes = [label],
                    Split = SafePath.Name(file).StartsWith("test", StringComparison.Ordinal) ? SplitName.Test
                        : SplitName.Train,
                    Source = new(file, i + 1),
                });
            }
        }

        if (samples.Count == 0) throw AnnotationFile.Bad(scan.Root, 0, "there is no CIFAR binary in it.");
        return new(scan.Root, Names(scan, classes), samples);
    }

    private static bool IsTen(string file) => SafePath.Name(file).Contains("_batch", StringComparison.Ordinal);

    private static IEnumerable<string> Files(FolderScan scan) => scan.With(".bin").Where(file =>
        SafePath.Name(file) is "train.bin" or "test.bin" or "test_batch.bin"
        || SafePath.Name(file).StartsWith("data_batch", StringComparison.Ordinal));

    private static List<string> Names(FolderScan scan, int classes)
    {
        var path = scan.Files.FirstOrDefault(file => NameFiles.Contains(SafePath.Name(file)));
        List<string> names = path is null ? [] : [.. AnnotationFile.Lines(scan.Full(path)).Select(line => line.Text)];
        return names.Count >= classes ? names : [.. Enumerable.Range(0, classes).Select(label => $"{label}")];
    }
}
