using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>What is wrong with single files.</summary>
internal static class FileChecks
{
    public static IEnumerable<Finding> Run(LintContext context)
    {
        for (var i = 0; i < context.Facts.Count; i++)
        {
            var facts = context.Facts[i];
            if (facts.Problem is { } problem)
                yield return context.At(LintRules.Find(problem), i, facts.Reason);
            if (WrongExtension(context.Set.Items[i].Path, facts) is { } expected)
                yield return context.At(ImageRules.WrongExtension, i, expected);
            if (!facts.IsGood) continue;
            if (facts.Orientation != Orientation.Upright)
                yield return context.At(ImageRules.Rotated, i, $"EXIF orientation {(int)facts.Orientation} "
                    + $"({Words(facts.Orientation)}); upright it has {facts.Size} pixels");
        }

        foreach (var finding in Oddities(context, ImageRules.Odd).Concat(Oddities(context, ImageRules.MoreFrames)))
            yield return finding;
    }

    // What every fifth file has is the way they were written: one finding for all.
    private static IEnumerable<Finding> Oddities(LintContext context, LintRule rule)
    {
        var odd = context.Good.Select(i => (Item: i, Words: string.Join("; ", context.Facts[i].Warnings
                .Where(warning => RuleOf(warning) == rule).Select(warning => warning.Message))))
            .Where(pair => pair.Words.Length > 0).ToList();
        if (odd.Count <= PixelChecks.NatureShare * context.Facts.Count)
            return odd.Select(pair => context.At(rule, pair.Item, pair.Words));
        var (first, words) = odd[0];
        var path = context.Set.Items[first].Path;
        return [LintContext.OfAll(
            rule, $"{odd.Count} of {context.Facts.Count} files, such as {path}: {words}", [path])];
    }

    // By number: the codes belong to the decoders. Wrong extensions have a rule of their own.
    private static LintRule? RuleOf(ImageWarning warning) => warning.Code[3..] switch
    {
        "1113" => ImageRules.MoreFrames,
        "1116" => null,
        _ => ImageRules.Odd,
    };

    private static string? WrongExtension(string path, ImageFacts facts)
    {
        var known = ImageExtensions.All.Where(ending => ImageExtensions.FormatOf(ending) == facts.Format).ToList();
        if (known.Count == 0 || ImageExtensions.FormatOf(path) == facts.Format) return null;
        var extension = Path.GetExtension(path);
        var format = facts.Format.ToString().ToUpperInvariant();
        return extension.Length == 0 ? $"it is a {format} without an extension; {known[0]} is customary"
            : $"it is a {format}, not {extension}; {known[0]} is customary";
    }

    private static string Words(Orientation orientation) => orientation switch
    {
        Orientation.Rotate90Clockwise => "a quarter clockwise",
        Orientation.Rotate90CounterClockwise => "a quarter counter-clockwise",
        Orientation.Rotate180 => "half a turn",
        _ => "mirrored",
    };
}
