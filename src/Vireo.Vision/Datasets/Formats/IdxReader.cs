using System.Buffers.Binary;
using System.IO.Compression;
using Vireo.Vision.Datasets.Images;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>MNIST's IDX files, also packed by gzip: <c>PART-images-idx3-ubyte</c> and
/// <c>PART-labels-idx1-ubyte</c>.</summary>
internal static class IdxReader
{
    private const int MostSide = 1 << 14;
    private const long MostBytes = 1 << 30;

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan) =>
        Pairs(scan) is { Count: > 0 } pairs ? string.Join(", ", pairs.Select(pair => pair.Images)) : null;

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var samples = new List<Sample>();
        var classes = 0;
        foreach (var (images, labels) in Pairs(scan))
        {
            var (sides, pixels) = ReadFile(scan.Full(images), images, 3);
            var (count, numbers) = ReadFile(scan.Full(labels), labels, 1);
            if (count[0] != sides[0])
                throw AnnotationFile.Bad(labels, 0, $"there are {count[0]} labels for {sides[0]} images.");

            var store = new PixelStore(images, pixels, new(sides[2], sides[1]), 1, 0);
            for (var i = 0; i < numbers.Length; i++)
            {
                classes = Math.Max(classes, numbers[i] + 1);
                samples.Add(new()
                {
                    Image = new PixelReference(store, i), StatedSize = store.Size, Classes = [numbers[i]],
                    Split = SplitName.OfFile(images), Source = new(labels, i + 1),
                });
            }
        }

        if (samples.Count == 0) throw AnnotationFile.Bad(scan.Root, 0, "there is no pair of IDX files in it.");
        var names = ClassNames.FromList(scan) ?? [.. Enumerable.Range(0, classes).Select(label => $"{label}")];
        if (names.Count < classes) throw AnnotationFile.NoClass(scan.Root, 0, $"{classes - 1}", names);
        return new(scan.Root, names, samples);
    }

    private static List<(string Images, string Labels)> Pairs(FolderScan scan) =>
    [
        .. from images in scan.With("-images-idx3-ubyte", "-images-idx3-ubyte.gz", "-images.idx3-ubyte")
           let stem = images.EndsWith(".gz", StringComparison.Ordinal) ? images[..^3] : images
           let labels = stem.Replace("images", "labels", StringComparison.Ordinal)
               .Replace("idx3", "idx1", StringComparison.Ordinal)
           let found = new[] { labels, $"{labels}.gz" }.FirstOrDefault(scan.Has)
           where found is not null
           orderby SplitName.Rank(SplitName.OfFile(images)), images
           select (images, found),
    ];

    /// <summary>Sizes and bytes of a file; the header is checked before anything is allocated.</summary>
    /// <param name="full">Where it is.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="dimensions">Dimensions wanted.</param>
    internal static (int[] Sizes, byte[] Bytes) ReadFile(string full, string path, int dimensions) =>
        AnnotationFile.Guard(path, () =>
        {
            using var file = AnnotationFile.Open(full, MostBytes);
            using var stream = path.EndsWith(".gz", StringComparison.Ordinal)
                ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            try
            {
                return ReadStream(stream, path, dimensions);
            }
            catch (InvalidDataException e)
            {
                throw new BadDataException("VIR1031", $"{path}: it is no gzip: {AnnotationFile.Short(e.Message)}", e);
            }
        });

    private static (int[] Sizes, byte[] Bytes) ReadStream(Stream stream, string path, int dimensions)
    {
        var head = new byte[4 + 4 * dimensions];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            throw AnnotationFile.Bad(path, 0, "the header is cut off.");

        if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] != dimensions)
        {
            throw AnnotationFile.Bad(path, 0, $"it begins with {Convert.ToHexString(head.AsSpan(0, 4))}, not with "
                + $"000008{dimensions:X2}: unsigned bytes of {dimensions} dimensions.");
        }

        var sizes = new int[dimensions];
        var total = 1L;
        for (var i = 0; i < dimensions; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4 + 4 * i));
            if (sizes[i] < 1 || (i > 0 && sizes[i] > MostSide))
                throw AnnotationFile.Bad(path, 0, $"a size is {sizes[i]}.");
            total *= sizes[i];
            if (total > MostBytes) throw AnnotationFile.TooMuch(path, $"it declares over {MostBytes >> 20} MB");
        }

        return (sizes, Exactly(stream, (int)total, path));
    }

    // A header may lie: memory grows with what is there, not with what is declared.
    private static byte[] Exactly(Stream stream, int count, string path)
    {
        var bytes = new byte[Math.Min(count, 1 << 20)];
        var read = 0;
        while (true)
        {
            read += stream.ReadAtLeast(bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false);
            if (read < bytes.Length)
                throw AnnotationFile.Bad(path, 0, $"there are {read} bytes of the {count} declared.");
            if (read == count) break;
            Array.Resize(ref bytes, (int)Math.Min(count, bytes.Length * 2L));
        }

        return stream.ReadByte() < 0 ? bytes
            : throw AnnotationFile.Bad(path, 0, $"there is more than the {count} declared.");
    }
}
