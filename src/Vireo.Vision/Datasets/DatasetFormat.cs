using Vireo.Vision.Datasets.Formats;
using Vireo.Vision.Samples;

namespace Vireo.Vision.Datasets;

/// <summary>A form that data sets come in: reads it, and writes it where others can read it.</summary>
public sealed class DatasetFormat
{
    private readonly Func<FolderScan, string?> _find;
    private readonly Func<FolderScan, DatasetReadOptions, Dataset> _read;
    private readonly Action<DatasetOutput>? _write;

    private DatasetFormat(
        string name, string description, Func<FolderScan, string?> find,
        Func<FolderScan, DatasetReadOptions, Dataset> read, Action<DatasetOutput>? write = null) =>
        (Name, Description, _find, _read, _write) = (name, description, find, read, write);

    private static DatasetFormat List(string name, string description, ListKind kind) => new(
        name, description, scan => ListReader.Find(scan, kind),
        (scan, options) => ListReader.Read(scan, options, kind));

    /// <summary>All formats; of several that a folder fits, the one that says more stands first: outlines before
    /// boxes, fractions before whole pixels.</summary>
    public static IReadOnlyList<DatasetFormat> All { get; } =
    [
        new("idx", "MNIST IDX", IdxReader.Find, IdxReader.Read),
        new("cifar", "CIFAR binaries", CifarReader.Find, CifarReader.Read),
        new("webdataset", "tar shards", ShardNames.Find, ShardNames.Read),
        new("yolo", "YOLO texts", YoloReader.Find, YoloReader.Read, YoloWriter.Write),
        new("coco", "COCO JSON", CocoReader.Find, CocoReader.Read, CocoWriter.Write),
        new("voc", "Pascal VOC XML", VocReader.Find, VocReader.Read, VocWriter.Write),
        new("labelme", "LabelMe JSON", LabelMeReader.Find, LabelMeReader.Read, LabelMeWriter.Write),
        List("mask-list", "lists of images and masks", ListKind.Masks),
        new("masks", "masks beside images", MaskFolders.Find, MaskFolders.Read, MaskWriter.Write),
        new("csv", "CSV with a header", CsvReader.Find, CsvReader.Read),
        new("pts", "key points in .pts", PtsReader.Find, PtsReader.Read),
        List("ocr", "lists of images and texts", ListKind.Texts),
        List("ocr-regions", "lists of images and texts with their places", ListKind.TextRegions),
        List("multilabel", "lists of images and flags", ListKind.MultiLabel),
        List("retrieval", "lists of images and identities", ListKind.Identities),
        List("list", "lists of images and labels", ListKind.SingleLabel),
        new("ocr-files", "a text beside each image", TextReaders.FindBeside, TextReaders.ReadBeside),
        new("folders", "a folder per class", FolderReader.Find, FolderReader.Read),
        new("ocr-names", "texts as names of images", TextReaders.FindNames, TextReaders.ReadNames),
        new("images", "images without labels", BareImages.Find, BareImages.Read),
    ];

    /// <summary>What commands call it.</summary>
    public string Name { get; }

    /// <summary>What it is, in words.</summary>
    public string Description { get; }

    /// <summary>Whether it can be written too.</summary>
    public bool CanWrite => _write is not null;

    /// <summary>The format of that name.</summary>
    /// <exception cref="UsageException"><c>VIR3024</c>: there is none.</exception>
    public static DatasetFormat Named(string name) =>
        All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException("VIR3024", $"there is no data format '{name}'."
            + $"{NearestName.Hint(name, All.Select(format => format.Name))} Known are "
            + $"{string.Join(", ", All.Select(format => format.Name))}.");

    /// <summary>Finds out what a folder or label file holds.</summary>
    /// <param name="path">The folder, or one label file.</param>
    /// <returns>All formats that fit, the likeliest first, each with what speaks for it.</returns>
    /// <exception cref="BadDataException">There is no such path (<c>VIR1030</c>), or nothing fits
    /// (<c>VIR1018</c>).</exception>
    public static IReadOnlyList<DetectedFormat> Detect(string path) => Detect(FolderScan.Of(path));

    /// <summary>Reads a data set.</summary>
    /// <param name="path">Folder, or one label file.</param>
    /// <param name="format">Its format; null for the likeliest.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="BadDataException">It cannot be read; the message names file, line and fix.</exception>
    public static Dataset Read(string path, DatasetFormat? format = null, DatasetReadOptions? options = null)
    {
        options ??= DatasetReadOptions.Default;
        var scan = FolderScan.Of(path, options.Images);
        return (format ?? Detect(scan)[0].Format)._read(scan, options);
    }

    /// <summary>The likeliest format of what was listed, null for none; a damaged file among many does not hide
    /// it.</summary>
    internal static DatasetFormat? Likeliest(FolderScan scan) => All.FirstOrDefault(format =>
    {
        try
        {
            return format._find(scan) is not null;
        }
        catch (BadDataException)
        {
            return false; // It cannot be told from this file; the one who reads it says what is wrong with it.
        }
    });

    /// <summary>Reads what was listed.</summary>
    internal Dataset Read(FolderScan scan, DatasetReadOptions options) => _read(scan, options);

    /// <summary>Writes a data set into a folder, which appears complete or not at all.</summary>
    /// <param name="dataset">What to write.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How to write it.</param>
    /// <returns>What was written, and what the format had no place for.</returns>
    /// <exception cref="UsageException">This format is only read (<c>VIR3025</c>), or the folder is not
    /// empty.</exception>
    /// <exception cref="VireoException"><c>VIR3030</c>: the folder cannot be written.</exception>
    /// <exception cref="BadDataException">An image is missing (<c>VIR1036</c>) or damaged.</exception>
    public ConversionReport Write(Dataset dataset, string folder, DatasetWriteOptions? options = null)
    {
        if (_write is null)
        {
            throw new UsageException("VIR3025", $"{Description} is only read. Written are "
                + $"{string.Join(", ", All.Where(format => format.CanWrite).Select(format => format.Name))}.");
        }

        options ??= DatasetWriteOptions.Default;
        using var staged = new StagedFolder(folder, options.Overwrite);
        var output = new DatasetOutput(dataset, staged.Staging, options);
        try
        {
            _write(output);
            staged.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VireoException("VIR3030", $"{folder} cannot be written, nothing is left: {e.Message}", e);
        }

        var objects = dataset.Samples.Sum(sample => sample.Objects.Count);
        return new(Path.GetFullPath(folder), dataset.Samples.Count, objects, output.Losses);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static List<DetectedFormat> Detect(FolderScan scan)
    {
        var found = All.Select(format => (format, evidence: format._find(scan)))
            .Where(pair => pair.evidence is not null)
            .Select(pair => new DetectedFormat(pair.format, pair.evidence ?? "")).ToList();
        if (found.Count > 0) return found;
        var kinds = scan.Files.GroupBy(file => Path.GetExtension(file).ToLowerInvariant())
            .OrderByDescending(group => group.Count()).Take(5).Select(group => $"{group.Count()} {group.Key}");
        throw new BadDataException("VIR1018", $"{scan.Root} is no data set of a known format: it holds "
            + $"{(scan.Files.Count > 0 ? string.Join(", ", kinds) : "no file")}. Known are "
            + $"{string.Join("; ", All.Select(format => $"{format.Name} ({format.Description})"))}.");
    }
}
