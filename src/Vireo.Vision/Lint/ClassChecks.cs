using Vireo.Vision.Datasets;

namespace Vireo.Vision.Lint;

/// <summary>What is wrong with classes, over all splits.</summary>
internal static class ClassChecks
{
    private const int Named = 5;

    public static IEnumerable<Finding> Run(LintContext context)
    {
        var set = context.Set;
        if (set.Classes.Count == 0 || !set.Items.Any(item => item.Labels.Any())) yield break;
        var what = set.Items.Any(item => item.Label >= 0) ? "image" : "label";
        var splits = set.Splits.Where(split => set.Items.Any(i => i.Split == split && i.Labels.Any())).ToList();
        var counts = splits.ToDictionary(split => split, split => Counts(set, split));
        var total = Enumerable.Range(0, set.Classes.Count).Select(c => counts.Values.Sum(n => n[c])).ToArray();
        var used = total.Count(n => n > 0);
        // One kind of object can be learned; one kind of image cannot.
        if (used == 1 && what == "image")
            yield return LintContext.OfAll(SetRules.OneClass,
                $"all {total.Max()} images are of class '{set.Classes[Array.FindIndex(total, n => n > 0)]}'");
        for (var c = 0; c < total.Length; c++)
        {
            if (total[c] == 0) yield return Of(set, SetRules.NoImages, c, $"no {what} of class");
            else if (total[c] == 1) yield return Of(set, SetRules.SingleImage, c, $"a single {what} of class");
        }

        if (OpenSet(counts, used) is { } apart)
            yield return LintContext.OfAll(SetRules.OpenSet, apart);
        else if (counts.TryGetValue(SplitName.Train, out var train))
            foreach (var finding in OnlyValidated(set, counts, train)) yield return finding;
        if (Imbalance(context, total, what) is { } imbalance) yield return imbalance;
    }

    /// <summary>Images of each class in a split; objects where they have the classes.</summary>
    public static int[] Counts(LintSet set, string split)
    {
        var counts = new int[set.Classes.Count];
        foreach (var item in set.Items)
            if (item.Split == split)
                foreach (var label in item.Labels.Where(label => label >= 0 && label < counts.Length)) counts[label]++;
        return counts;
    }

    /// <summary>Whether each class is in one split only: then classes are individuals.</summary>
    public static bool IsOpenSet(LintSet set) =>
        set.Splits.Count > 1 && set.Items.Any(item => item.Label >= 0) && OpenSet(
            set.Splits.ToDictionary(split => split, split => Counts(set, split)),
            set.Items.Where(item => item.Label >= 0).Select(item => item.Label).Distinct().Count()) is not null;

    private static string? OpenSet(Dictionary<string, int[]> counts, int used)
    {
        var classes = counts.ToDictionary(pair => pair.Key, pair => pair.Value.Count(n => n > 0));
        return counts.Count > 1 && classes.Values.All(n => n > 1) && classes.Values.Sum() == used
            ? string.Join(", ", classes.Select(pair => $"{pair.Value} classes in {pair.Key}")) : null;
    }

    private static IEnumerable<Finding> OnlyValidated(LintSet set, Dictionary<string, int[]> counts, int[] train)
    {
        for (var c = 0; c < train.Length; c++)
        {
            var others = counts.Where(pair => train[c] == 0 && pair.Value[c] > 0).Select(pair => pair.Key).ToList();
            if (others.Count > 0)
                yield return Of(set, SetRules.OnlyValidated, c, $"only in {string.Join(" and ", others)}: class");
        }
    }

    private static Finding? Imbalance(LintContext context, int[] total, string what)
    {
        // A class of one image has a finding of its own.
        var order = Enumerable.Range(0, total.Length).Where(c => total[c] > 1).OrderBy(c => total[c]).ToList();
        if (order.Count < 2 || total[order[^1]] < context.Options.Imbalance * total[order[0]]) return null;
        var few = order.TakeWhile(c => total[order[^1]] >= context.Options.Imbalance * total[c]).ToList();
        var names = few.Take(Named).Select(c => $"{context.Set.Classes[c]} ({total[c]})");
        var (name, count) = (context.Set.Classes[order[^1]], total[order[^1]]);
        return LintContext.OfAll(SetRules.Imbalance, $"{name} has {count} {what}s; {few.Count} classes have a "
            + $"{context.Options.Imbalance:0}th of that or less: {string.Join(", ", names)}"
            + (few.Count > Named ? ", …" : ""));
    }

    private static Finding Of(LintSet set, LintRule rule, int label, string what) =>
        new(rule, ".", $"{what} '{set.Classes[label]}'");
}
