using System.Globalization;

namespace Vireo.Vision.Lint;

/// <summary>Turns what follows the paths of lists into labels.</summary>
internal sealed class ListLabels
{
    private const int MostClasses = 1_000_000;
    private readonly ListKind _kind;
    private readonly string _root;
    private readonly Action<LintRule, ListLine, string> _report;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly int? _named;

    public ListLabels(
        ListKind kind, IReadOnlyList<ListLine> lines, IReadOnlyList<string>? named, string root,
        Action<LintRule, ListLine, string> report)
    {
        (_kind, _root, _report) = (kind, root, report);
        var words = lines.Select(line => line.Rest).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        Classes = kind switch
        {
            ListKind.Indices when named is not null => named,
            ListKind.Indices => Numbers(words),
            ListKind.Names when named is not null && words.Intersect(named).Count() > words.Count / 2 => named,
            ListKind.Names => [.. words.Order(StringComparer.Ordinal)],
            ListKind.Masks when named is not null => named,
            _ => [],
        };
        _named = named?.Count;
        foreach (var (index, name) in Classes.Index()) _index.TryAdd(name, index);
    }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>What most lines are.</summary>
    public static ListKind KindOf(IReadOnlyList<ListLine> lines, string root)
    {
        var rests = lines.Where(line => line.Rest is not null).ToList();
        if (rests.Count * 2 <= lines.Count) return ListKind.Paths;
        bool Most(Func<ListLine, bool> holds) => rests.Count(holds) * 2 > rests.Count;
        var words = rests.Select(line => line.Rest ?? "").ToHashSet(StringComparer.Ordinal);
        if (Most(line => IsNumber(line.Rest)) && !(Most(line => line.HasTab) && words.Count * 2 > rests.Count))
            return ListKind.Indices;
        if (Most(line => LintFolders.IsImageName(line.Rest ?? "") && File.Exists(Path.Combine(root, line.Rest ?? ""))))
            return ListKind.Masks;
        return Most(line => line.HasTab) && words.Count * 2 > rests.Count ? ListKind.Texts : ListKind.Names;
    }

    /// <summary>The image of a line with its label; nothing, and a finding, where the label is wrong.</summary>
    public LintItem? Item(ListLine line, string split)
    {
        var item = new LintItem(line.Path, split, -1) { Source = new(line.List, line.Number) };
        switch (_kind)
        {
            case ListKind.Paths:
                return item;
            case ListKind.Texts:
                return item with { Text = line.Rest ?? "" };
            case ListKind.Masks when line.Rest is { } mask && File.Exists(Path.Combine(_root, mask)):
                return item with { Mask = mask };
            case ListKind.Masks:
                _report(TargetRules.MaskUnreadable, line, $"the mask '{line.Rest}' of {line.Path} is missing");
                return null;
            default:
                return Label(line) is { } label ? item with { Label = label } : null;
        }
    }

    private int? Label(ListLine line)
    {
        if (line.Rest is not { } rest)
        {
            _report(SetRules.BadLine, line, $"{line.Path} has no label");
            return null;
        }

        if (_kind == ListKind.Names)
        {
            if (_index.TryGetValue(rest, out var index)) return index;
            _report(SetRules.WrongLabel, line, $"'{rest}' is not in classes.txt");
            return null;
        }

        var limit = _named ?? MostClasses;
        if (int.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var label)
            && label >= 0 && label < limit) return label;
        _report(SetRules.WrongLabel, line, IsNumber(rest)
            ? $"the label {rest} of {line.Path} is out of range: there are {limit} classes, from 0 on"
            : $"the label '{rest}' of {line.Path} is no number");
        return null;
    }

    private static bool IsNumber(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static List<string> Numbers(List<string> words)
    {
        var most = words.Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var n) ? n : -1)
            .Where(n => n < MostClasses).DefaultIfEmpty(-1).Max();
        return [.. Enumerable.Range(0, most + 1).Select(n => n.ToString(CultureInfo.InvariantCulture))];
    }
}
