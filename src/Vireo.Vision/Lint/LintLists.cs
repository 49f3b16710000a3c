using System.Text;

namespace Vireo.Vision.Lint;

/// <summary>Reads list files line by line; a wrong line is a finding and the next one is read.</summary>
/// <remarks>What follows the path is told from all lines together: numbers are classes, names of files are masks,
/// names that repeat are classes or identities, and what stands behind a tab and hardly repeats is text.</remarks>
internal sealed class LintLists(string root)
{
    private const int MostCharacters = 4096;
    private readonly string _root = root;
    private readonly List<Finding> _findings = [];
    private readonly List<ListLine> _lines = [];

    /// <summary>Reads lists, in the order of their splits.</summary>
    public LintSet Read(IEnumerable<string> lists)
    {
        var names = new List<string>();
        foreach (var list in lists)
        {
            names.Add(Below(list));
            ReadLines(list, names[^1]);
        }

        var classes = Names("classes.txt");
        var kind = ListLabels.KindOf(_lines, _root);
        var labels = new ListLabels(kind, _lines, classes, _root, Report);
        var items = Items(labels);
        return new(_root, items, labels.Classes)
        {
            Findings = _findings,
            Lists = names,
            NamesInLists = kind == ListKind.Names,
            Alphabet = kind == ListKind.Texts ? Names("charset.txt")?.ToHashSet(StringComparer.Ordinal) : null,
        };
    }

    private void ReadLines(string list, string name)
    {
        var number = 0;
        foreach (var text in File.ReadLines(list))
        {
            number++;
            var line = text.TrimEnd('\r', ' ').TrimStart('\uFEFF');
            if (line.Trim().Length == 0) continue;
            if (line.Length > MostCharacters || line.AsSpan().IndexOfAny('\0', '\uFFFD') >= 0)
                Report(SetRules.BadLine, new(name, number, "", null, false), "it is no UTF-8 text, or far too long");
            else if (Parse(line, name, number) is { } parsed)
                _lines.Add(parsed);
        }
    }

    private ListLine? Parse(string line, string list, int number)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var path = tab > 0 ? line[..tab] : line.Trim();
        var rest = tab > 0 ? line[(tab + 1)..] : null;
        var space = path.LastIndexOf(' ');
        // A name may hold spaces; where such a file exists, or the line ends as images do, there is no label.
        if (tab < 0 && space > 0 && !File.Exists(Path.Combine(_root, path)) && !EndsAsImage(path, space))
            (path, rest) = (path[..space].TrimEnd(), path[(space + 1)..]);
        var found = new ListLine(list, number, path.Replace('\\', '/'), rest, false) { HasTab = tab > 0 };
        var relative = Below(Path.Combine(_root, found.Path));
        if (!relative.StartsWith("../", StringComparison.Ordinal) && relative != ".." && !Path.IsPathRooted(relative))
            return found with { Path = relative, Exists = File.Exists(Path.Combine(_root, relative)) };
        Report(SetRules.OutsidePath, found, $"'{found.Path}' leaves the folder of the list");
        return null;
    }

    // `image mask` has an image's name at its end as well: there the part before the space is one too.
    private static bool EndsAsImage(string line, int space) =>
        LintFolders.IsImageName(line) && !LintFolders.IsImageName(line[..space]);

    private IReadOnlyList<LintItem> Items(ListLabels labels)
    {
        var items = new LintItems(_findings);
        foreach (var line in _lines)
        {
            if (!line.Exists)
                Report(SetRules.MissingFile, line, $"{line.Path} is missing");
            else if (labels.Item(line, LintSource.SplitOf(line.List)) is { } item)
                items.Add(item);
        }

        return items.Items;
    }

    private void Report(LintRule rule, ListLine line, string what) => _findings.Add(
        new(rule, line.List, $"line {line.Number}: {what}")
        {
            Line = line.Number, Related = line.Path.Length > 0 ? [line.Path] : [],
        });

    private List<string>? Names(string file)
    {
        var path = Path.Combine(_root, file);
        if (!File.Exists(path)) return null;
        return [.. File.ReadLines(path, Encoding.UTF8).Select(line => line.TrimEnd('\r')).Where(l => l.Length > 0)];
    }

    private string Below(string path) =>
        Path.GetRelativePath(_root, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/');
}
