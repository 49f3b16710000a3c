using Vireo.Vision.Imaging;

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
        if (Kinds(good, facts => Mode(facts.Channels)) is { Count: > 1 } modes)
            yield return LintContext.OfAll(ImageRules.MixedModes, Shares(modes), [modes[^1].First]);
        if (Kinds(good, facts => Name(facts.Depth)) is { Count: > 1 } depths)
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

    private static string Mode(int channels) => channels switch
    {
        1 => "grey",
        2 => "grey with alpha",
        4 => "colour with alpha",
        _ => "colour",
    };

    private static string Name(PixelDepth depth) => depth switch
    {
        PixelDepth.U16 => "16 bits",
        PixelDepth.F32 => "floating point",
        _ => "8 bits",
    };
}
