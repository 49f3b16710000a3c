using System.Globalization;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>CSV with a header: a label, a text, an identity, a box, flags or key points for an image in each
/// row.</summary>
internal sealed class CsvReader
{
    private const int MostSide = 1_000_000;
    private readonly FolderScan _scan;
    private readonly DatasetReadOptions _options;
    private readonly List<(Sample Sample, string? Label, Box? Box)> _rows = [];
    private readonly List<string> _missing = [];
    private List<string>? _flags;

    private CsvReader(FolderScan scan, DatasetReadOptions options) => (_scan, _options) = (scan, options);

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan) =>
        Files(scan) is { Count: > 0 } files ? $"{string.Join(", ", files.Take(3))}" : null;

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var reader = new CsvReader(scan, options);
        var files = Files(scan);
        if (files.Count == 0) throw AnnotationFile.Bad(scan.Root, 0, "there is no CSV that labels images in it.");
        foreach (var file in files) reader.ReadRows(file);
        if (reader._missing.Count > 0) throw AnnotationFile.NoImage(scan.Root, reader._missing);
        return reader.Finish();
    }

    private static List<string> Files(FolderScan scan) =>
        [.. scan.With(".csv").Where(file => Columns(scan, file) is not null).OrderBy(Order)];

    private static (int, string) Order(string file) => (SplitName.Rank(SplitName.OfFile(file)), file);

    private static CsvColumns? Columns(FolderScan scan, string file)
    {
        try
        {
            var head = CsvRows.Read(scan.Full(file), file).Take(2).ToList();
            return head.Count < 2 ? null : CsvColumns.Of(head[0].Fields, head[1].Fields);
        }
        catch (BadDataException) when (scan.Only is null)
        {
            return null; // One of many files that is no CSV says nothing about the others.
        }
    }

    private void ReadRows(string file)
    {
        try
        {
            ReadFile(file);
        }
        catch (BadDataException fault) when (_options.Faults is not null)
        {
            _options.Report(file, fault);
        }
    }

    private void ReadFile(string file)
    {
        if (Columns(_scan, file) is not { } columns) return;
        if (columns.Flags.Count > 0)
        {
            var names = columns.Flags.Select(i => columns.Header[i]).ToList();
            if (_flags is not null && !_flags.SequenceEqual(names))
                throw AnnotationFile.Bad(file, 1, "its columns are not those of the other files.");

            _flags = names;
        }

        foreach (var (line, fields) in CsvRows.Read(_scan.Full(file), file).Skip(1))
        {
            try
            {
                _rows.Add(Row(columns, fields, file, line));
            }
            catch (BadDataException fault) when (_options.Faults is not null)
            {
                _options.Report(file, fault);
            }
        }
    }

    private (Sample, string?, Box?) Row(CsvColumns columns, List<string> fields, string file, int line)
    {
        if (fields.Count != columns.Header.Count)
        {
            throw AnnotationFile.Bad(
                file, line, $"there are {fields.Count} fields, where the header has {columns.Header.Count}.");
        }

        var reference = fields[columns.Image];
        if (SafePath.Below(SafePath.Folder(file), reference) is null)
            throw AnnotationFile.Leaves(file, line, reference);
        var path = _scan.Image(reference, file);
        if (path is null && !_options.KeepMissing) _missing.Add($"{reference} ({file}, line {line})");
        path ??= SafePath.Below(SafePath.Folder(file), reference) ?? reference;
        var split = columns.Split >= 0 ? SplitName.Of(fields[columns.Split]) ?? fields[columns.Split]
            : SplitName.OfFile(file);
        var sample = new Sample
        {
            Image = new FileReference(path),
            Split = split.Length > 0 ? split : SplitName.OfPath(path),
            Source = new(file, line),
            StatedSize = columns.Size is [var w, var h] ? Size(fields[w], fields[h], file, line) : null,
            Text = columns.Text >= 0 ? fields[columns.Text] : null,
            Identity = columns.Identity >= 0 ? fields[columns.Identity] : null,
            KeyPoints =
                [.. columns.Points.Chunk(2).Select(pair => Point(fields[pair[0]], fields[pair[1]], file, line))],
            Classes = [.. With(columns, fields, "1", file, line)],
            UnknownClasses = [.. With(columns, fields, "-1", file, line)],
        };
        Box? box = columns.Box.Length == 0 ? null : BoxOf(columns, fields, file, line);
        return (sample, columns.Label >= 0 && columns.Flags.Count == 0 ? fields[columns.Label] : null, box);
    }

    // Names in order of the alphabet, numbers in their own: the same on every system and for every order of rows.
    private Dataset Finish()
    {
        if (_flags is not null) return new(_scan.Root, _flags, [.. _rows.Select(row => row.Sample)]);
        var labels = _rows.Select(row => row.Label).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var numbers =
            labels.TrueForAll(label => int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        labels = numbers ? [.. labels.OrderBy(int.Parse)] : [.. labels.Order(StringComparer.Ordinal)];
        var index = labels.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        var samples = _rows.GroupBy(row => row.Box is null ? $"{row.Sample.Source.File}:{row.Sample.Source.Line}"
            : row.Sample.Path)
            .Select(group => Merge([.. group], index)).ToList();
        return new(_scan.Root, labels, samples);
    }

    private static Sample Merge(List<(Sample Sample, string? Label, Box? Box)> rows, Dictionary<string, int> index)
    {
        var first = rows[0];
        if (first.Box is null)
            return first.Label is null ? first.Sample : first.Sample with { Classes = [index[first.Label]] };
        return first.Sample with
        {
            Objects = [.. rows.Select(row => new ObjectTarget
            {
                Class = row.Label is null ? 0 : index[row.Label], Box = row.Box,
            })],
        };
    }

    private static List<int> With(CsvColumns columns, List<string> fields, string flag, string file, int line)
    {
        var found = new List<int>();
        for (var i = 0; i < columns.Flags.Count; i++)
        {
            var field = fields[columns.Flags[i]];
            if (field == flag) found.Add(i);
            else if (field is not ("0" or "1" or "-1"))
                throw AnnotationFile.Bad(file, line, $"'{AnnotationFile.Short(field)}' is not 0, 1 or -1.");
        }

        return found;
    }

    private static Box BoxOf(CsvColumns columns, List<string> fields, string file, int line)
    {
        decimal[] edges = [.. columns.Box.Select(i => AnnotationFile.Number(fields[i], file, line, columns.Header[i]))];
        return new(edges[0], edges[1], edges[2], edges[3]);
    }

    private static ImageSize? Size(string width, string height, string file, int line)
    {
        var w = AnnotationFile.Count(width, MostSide, file, line, "the width");
        var h = AnnotationFile.Count(height, MostSide, file, line, "the height");
        return w > 0 && h > 0 ? new(w, h) : null;
    }

    /// <summary>A coordinate; not a number counts as one that is missing.</summary>
    public static decimal? Coordinate(string text) =>
        text.Equals("nan", StringComparison.OrdinalIgnoreCase) ? 0 : AnnotationFile.Number(text);

    private static KeyPoint Point(string x, string y, string file, int line)
    {
        if (x.Length == 0 || y.Length == 0 || x.Equals("nan", StringComparison.OrdinalIgnoreCase)
            || y.Equals("nan", StringComparison.OrdinalIgnoreCase)) return new(default, Visibility.Missing);
        return new(new(AnnotationFile.Number(x, file, line, "x"), AnnotationFile.Number(y, file, line, "y")));
    }
}
