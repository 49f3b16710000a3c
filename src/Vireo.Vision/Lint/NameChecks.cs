namespace Vireo.Vision.Lint;

/// <summary>What names of classes and files tell.</summary>
internal static class NameChecks
{
    private const int FewestSeries = 10, MostDigits = 4, Shown = 3;
    private const double MostOfFiles = 0.8, LongestSeries = 0.1;
    private static readonly HashSet<string> Void = new(
        ["unlabelled", "unlabeled", "void", "ignore", "ignored", "unknown", "don't care", "dontcare"],
        StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<Finding> Run(LintContext context)
    {
        var set = context.Set;
        foreach (var alike in set.Classes.GroupBy(name => name.ToUpperInvariant()).Where(group => group.Count() > 1))
            yield return LintContext.OfAll(
                SetRules.NamesAlike, string.Join(" and ", alike.Select(name => $"'{name}'")));
        foreach (var (label, name) in set.Classes.Index().Where(pair => Void.Contains(pair.Item)))
            if (set.Items.Any(item => item.Mask is not null))
                yield return LintContext.OfAll(TargetRules.MaskVoid, $"class {label} is called '{name}'");
        if (Series(set) is { } series) yield return series;
    }

    // Names such as 'anna_07' of many people with few pictures each; one name with thousands of numbers says nothing.
    private static Finding? Series(LintSet set)
    {
        if (set.Splits.Count < 2 || ClassChecks.IsOpenSet(set)) return null;
        var named = set.Items.Select(item => (item, name: SeriesOf(item.Path))).Where(pair => pair.name is not null)
            .GroupBy(pair => pair.name ?? "", pair => pair.item, StringComparer.Ordinal).ToList();
        var files = named.Sum(group => group.Count());
        if (named.Count < FewestSeries || files < MostOfFiles * set.Items.Count
            || named.Max(group => group.Count()) > LongestSeries * files) return null;
        var across = named.Where(group => group.Select(item => item.Split).Distinct().Count() > 1)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        return across.Count == 0 ? null : LintContext.OfAll(ImageRules.SeriesAcross,
            $"{across.Count} of {named.Count} series by name, such as "
            + string.Join(", ", across.Take(Shown).Select(group => $"'{group.Key}'")),
            [.. across[0].Select(item => item.Path).Take(Shown)]);
    }

    private static string? SeriesOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path.AsSpan()).TrimEnd(')');
        var digits = name.Length - name.TrimEnd("0123456789").Length;
        if (digits is 0 or > MostDigits) return null;
        var series = name[..^digits].TrimEnd(" _.-(");
        return series.Length + digits < name.Length && HasLetter(series) ? series.ToString() : null;
    }

    private static bool HasLetter(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
            if (char.IsLetter(letter)) return true;
        return false;
    }
}
