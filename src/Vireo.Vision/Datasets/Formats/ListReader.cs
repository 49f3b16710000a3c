using System.Globalization;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Lists: <c>path label</c>, <c>path 0,1,-1</c>, <c>path identity [number]</c>, <c>path TAB text</c>,
/// <c>image mask</c>. One line for each image; paths count from the list.</summary>
internal sealed class ListReader
{
    private const int Probes = 200, MostClasses = 1_000_000, MostLines = 100_000_000;
    private readonly FolderScan _scan;
    private readonly DatasetReadOptions _options;
    private readonly ListKind _kind;
    private readonly IReadOnlyList<string>? _names;
    private readonly List<Sample> _samples = [];
    private readonly List<string> _missing = [];
    private readonly List<string> _notes = [];
    private int _classes;

    private ListReader(FolderScan scan, DatasetReadOptions options, ListKind kind)
    {
        (_scan, _options, _kind) = (scan, options, kind);
        var named = kind is ListKind.SingleLabel or ListKind.MultiLabel or ListKind.Masks;
        _names = named ? ClassNames.FromList(scan) : [];
    }

    /// <summary>What speaks for lists of a kind.</summary>
    public static string? Find(FolderScan scan, ListKind kind) =>
        Files(scan, kind) is { Count: > 0 } files ? $"{string.Join(", ", files.Take(4))}" : null;

    public static Dataset Read(FolderScan scan, DatasetReadOptions options, ListKind kind)
    {
        var reader = new ListReader(scan, options, kind);
        var files = Files(scan, kind);
        if (files.Count == 0) throw AnnotationFile.Bad(scan.Root, 0, "there is no list of this kind in it.");
        foreach (var file in files) reader.ReadFile(file);
        if (reader._missing.Count > 0) throw AnnotationFile.NoImage(scan.Root, reader._missing);
        var classes = reader._names ?? [.. Enumerable.Range(0, reader._classes).Select(label => $"{label}")];
        var dataset = new Dataset(scan.Root, classes, reader._samples)
        {
            Notes = reader._notes,
            Alphabet = kind is ListKind.Texts or ListKind.TextRegions ? Characters.Read(scan) : [],
        };
        return kind == ListKind.Masks ? MaskFolders.WithCoding(dataset, options) : dataset;
    }

    // The lists of a folder lie at its top and are named after a part; others, such as queries, are read when given.
    private static List<string> Files(FolderScan scan, ListKind kind) =>
    [
        .. scan.With(".txt").Where(file => scan.Only is not null || IsList(file))
            .Where(file => KindOf(scan, file) == kind)
            .OrderBy(file => SplitName.Rank(SplitName.OfFile(file))).ThenBy(file => file, StringComparer.Ordinal),
    ];

    private static bool IsList(string file)
    {
        if (file.Contains('/')) return false;
        var stem = SafePath.Stem(file);
        return SplitName.Of(stem.EndsWith("_list", StringComparison.Ordinal) ? stem[..^5] : stem) is not null
            || stem is "list" or "Label" or "label";
    }

    /// <summary>Kind of a list by its first lines; the most special of those that occur.</summary>
    private static ListKind? KindOf(FolderScan scan, string file)
    {
        var lines = AnnotationFile.Lines(scan.Full(file), AnnotationFile.MostListBytes).Take(Probes)
            .Select(line => ListLine.Parse(line.Number, line.Text)).ToList();
        if (lines.Count == 0 || !lines.Exists(line => ClassFolders.IsImage(line.Path))) return null;
        // Texts made of digits only are texts where there is an alphabet, and labels where there is none.
        if (lines.TrueForAll(line => line.ByTab) && Characters.Has(scan)) return ListKind.Texts;
        var kinds = lines.Select(line => line.Kind).Distinct().ToList();
        return kinds.Count == 1 ? kinds[0]
            : kinds.Contains(ListKind.Texts) ? ListKind.Texts
            : kinds.Contains(ListKind.Identities) ? ListKind.Identities
            : lines[0].Kind;
    }

    private void ReadFile(string file)
    {
        var split = SplitName.OfFile(file);
        var twice = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (number, text) in AnnotationFile.Lines(_scan.Full(file), AnnotationFile.MostListBytes))
        {
            var line = ListLine.Parse(number, text);
            if (_options.Try(file, () => Make(line, file, split)) is not { } sample) continue;
            _samples.Add(sample);
            if (!seen.Add(sample.Path)) twice++;
            if (_samples.Count > MostLines) throw AnnotationFile.TooMuch(file, $"it has over {MostLines} lines");
        }

        if (twice > 0) _notes.Add($"{file} names {twice} images more than once");
    }

    private Sample Make(ListLine line, string file, string split)
    {
        var path = Existing(file, line.Number, line.Path);
        var sample = new Sample
        {
            Image = new FileReference(path), Split = split.Length > 0 ? split : SplitName.OfPath(path),
            Source = new(file, line.Number),
        };
        return Labelled(sample, line, file);
    }

    private Sample Labelled(Sample sample, ListLine line, string file) => _kind switch
    {
        ListKind.SingleLabel => sample with { Classes = [Label(line.Rest, file, line.Number)] },
        ListKind.MultiLabel => Flags(sample, line, file),
        ListKind.Identities => Identity(sample, line, file),
        ListKind.Texts => sample with { Text = line.Rest },
        ListKind.TextRegions => sample with { Objects = TextRegions.Read(line.Rest, file, line.Number) },
        ListKind.Masks => sample with { Mask = new(Existing(file, line.Number, line.Rest), MaskCoding.Index) },
        _ => sample,
    };

    private static Sample Identity(Sample sample, ListLine line, string file)
    {
        if (line.Rest.Length == 0) throw AnnotationFile.Bad(file, line.Number, "there is no identity behind the path.");
        // A third column is the number of the picture, so that it is not matched with itself.
        var end = line.Rest.LastIndexOf(' ');
        return end < 0 ? sample with { Identity = line.Rest }
            : sample with { Identity = line.Rest[..end].TrimEnd(), Id = line.Rest[(end + 1)..] };
    }

    private int Label(string text, string file, int line)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var label))
        {
            throw AnnotationFile.Bad(file, line,
                $"the label '{AnnotationFile.Short(text)}' is no number: an index into "
                + "classes.txt, from 0 on.");
        }

        if (label < 0 || label >= (_names?.Count ?? MostClasses))
            throw AnnotationFile.NoClass(file, line, text, _names ?? []);

        _classes = Math.Max(_classes, label + 1);
        return label;
    }

    private Sample Flags(Sample sample, ListLine line, string file)
    {
        var flags = line.Rest.Split(',');
        var wanted = _names?.Count ?? (_classes > 0 ? _classes : flags.Length);
        if (flags.Length != wanted)
            throw AnnotationFile.Bad(file, line.Number, $"there are {flags.Length} flags for {wanted} classes.");

        _classes = flags.Length;
        var (shown, unknown) = (new List<int>(), new List<int>());
        for (var i = 0; i < flags.Length; i++)
        {
            var flag = flags[i].Trim();
            if (flag == "1") shown.Add(i);
            else if (flag == "-1") unknown.Add(i);
            else if (flag != "0") throw AnnotationFile.Bad(file, line.Number, $"flag {i + 1} is not 0, 1 or -1.");
        }

        return sample with { Classes = [.. shown], UnknownClasses = [.. unknown] };
    }

    private string Existing(string file, int line, string reference)
    {
        var path = SafePath.Below(SafePath.Folder(file), reference)
            ?? throw AnnotationFile.Leaves(file, line, reference);
        if (!_scan.Has(path) && !_options.KeepMissing) _missing.Add($"{path} ({file}, line {line})");
        return path;
    }
}
