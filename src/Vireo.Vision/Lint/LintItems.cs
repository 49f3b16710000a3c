using Vireo.Vision.Datasets;

namespace Vireo.Vision.Lint;

/// <summary>Images gathered one after the other; one that comes again is a finding.</summary>
/// <param name="findings">Where those go.</param>
internal sealed class LintItems(List<Finding> findings)
{
    private readonly List<LintItem> _items = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Each image once, in the order they came.</summary>
    public IReadOnlyList<LintItem> Items => _items;

    public void Add(LintItem item)
    {
        if (_places.TryAdd(item.Path, _items.Count)) _items.Add(item);
        else _items[_places[item.Path]] = Repeated(_items[_places[item.Path]], item);
    }

    private LintItem Repeated(LintItem first, LintItem again)
    {
        if (first.Split != again.Split)
        {
            var train = first.Split == SplitName.Train ? first : again;
            var other = train == first ? again : first;
            Report(SetRules.ListedAcross, train, $"{train.Path} also stands in {Place(other.Source)}");
            return other;
        }

        var before = $"{first.Path} stands in {Place(first.Source)}";
        if (Same(first, again)) Report(SetRules.ListedTwice, again, $"{before} already");
        else Report(SetRules.ListedApart, again, $"{before} with another label");
        return first;
    }

    private static bool Same(LintItem a, LintItem b) =>
        a.Label == b.Label && a.Mask == b.Mask && a.Text == b.Text && a.MoreLabels.SequenceEqual(b.MoreLabels)
        && a.Boxes.SequenceEqual(b.Boxes) && a.Points.Count == b.Points.Count
        && a.Points.Zip(b.Points).All(pair => pair.First.SequenceEqual(pair.Second));

    private void Report(LintRule rule, LintItem item, string what)
    {
        var line = item.Source.Line;
        findings.Add(new(rule, item.Source.File, line > 0 ? $"line {line}: {what}" : what)
        {
            Line = line > 0 ? line : null, Related = [item.Path],
        });
    }

    private static string Place(Provenance source) =>
        source.Line > 0 ? $"line {source.Line} of {source.File}" : source.File;
}
