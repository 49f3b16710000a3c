namespace Vireo.Vision.Lint;

/// <summary>What images of one set should have in common.</summary>
internal static class SetChecks
{
    public static IEnumerable<Finding> Run(LintContext context)
    {
        var good = context.Good.Select(i => (Item: context.Set.Items[i], Facts: context.Facts[i])).ToList();
        if (Kinds(good, facts => facts.Size.ToString()) is { Count: > 1 } sizes)
            yield return LintContext.OfAll(ImageRules.MixedSizes, $"{sizes.Count} sizes, from "
                + $"{good.MinBy(g => Area(g.Facts)).Facts.Size} to {good.MaxBy(g => Area(g.Facts)).Facts.Size}; "
                + $"the most frequent is {sizes[0].Key} ({sizes[0].Count} of {good.Count})", [sizes[^1].First]);
        var known = good.Where(g => g.Facts.Mode != ImageMode.Unknown).ToList();
        if (Kinds(known, facts => Name(facts.Mode)) is { Count: > 1 } modes)
            yield return LintContext.OfAll(ImageRules.MixedModes, Shares(modes), [modes[^1].First]);
        if (Kinds(known, facts => facts.Depth > 8 ? $"{facts.Depth} bits" : "8 bits") is { Count: > 1 } depths)
            yield return LintContext.OfAll(ImageRules.MixedDepths, Shares(depths), [depths[^1].First]);
    }

    private static long Area(ImageFacts facts) => (long)facts.Size.Width * facts.Size.Height;

    // Most frequent first.
    private static List<(string Key, int Count, string First)> Kinds(
        IEnumerable<(LintItem Item, ImageFacts Facts)> images, Func<ImageFacts, string> kind) =>
    [
        .. images.GroupBy(image => kind(image.Facts), StringComparer.Ordinal)
            .Select(group => (group.Key, Count: group.Count(), group.First().Item.Path))
            .OrderByDescending(group => group.Count).ThenBy(group => group.Key, StringComparer.Ordinal),
    ];

    private static string Shares(List<(string Key, int Count, string First)> kinds) =>
        string.Join(", ", kinds.Select(kind => $"{kind.Count} of {kind.Key}")) + $", such as {kinds[^1].First}";

    private static string Name(ImageMode mode) => mode switch
    {
        ImageMode.Grey => "grey",
        ImageMode.GreyAlpha => "grey with alpha",
        ImageMode.ColourAlpha => "colour with alpha",
        ImageMode.Inks => "four inks",
        _ => "colour",
    };
}
