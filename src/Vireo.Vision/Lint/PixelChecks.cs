namespace Vireo.Vision.Lint;

/// <summary>Pictures that show little: small, flat, too dark, too bright, blurred.</summary>
internal static class PixelChecks
{
    private const int EnoughForMedian = 20;
    private const double NormalisedDeviation = 1.4826;

    // What holds of so many images is the nature of the set: ink on paper is white, microscopy may be dark.
    public const double NatureShare = 0.2;

    public static IEnumerable<Finding> Run(LintContext context) =>
    [
        .. Small(context), .. Exposure(context), .. Flat(context), .. Blurred(context),
    ];

    private static IEnumerable<Finding> Small(LintContext context)
    {
        var side = context.Options.ImageSize;
        var small = context.Good.Where(i =>
            context.Facts[i].Size.ShorterSide < side * context.Options.SmallestShare).ToList();
        if (!IsNature(context, small.Count))
            return small.Select(i => context.At(
                ImageRules.TooSmall, i, $"{context.Facts[i].Size} pixels for an input of {side}"));
        var smallest = small.MinBy(i => context.Facts[i].Size.ShorterSide);
        var path = context.Set.Items[smallest].Path;
        return [LintContext.OfAll(ImageRules.TooSmall, $"{small.Count} of {context.Facts.Count} images are less than "
            + $"{side * context.Options.SmallestShare:0} pixels wide or high for an input of {side}; the smallest is "
            + $"{path} ({context.Facts[smallest].Size})", [path])];
    }

    private static IEnumerable<Finding> Exposure(LintContext context)
    {
        var share = context.Options.ClippedShare;
        var dark = context.Good.Where(i => context.Facts[i].BlackShare >= share && IsClipped(context, i)).ToList();
        var bright = context.Good.Where(i => context.Facts[i].WhiteShare >= share && IsClipped(context, i)).ToList();
        if (!IsNature(context, context.Good.Count(i => context.Facts[i].BlackShare >= share / 2)))
            foreach (var i in dark)
                yield return context.At(ImageRules.Underexposed, i, $"{100 * context.Facts[i].BlackShare:0}% of it is "
                    + $"black, mean brightness {context.Facts[i].Brightness:0.00} of 1");
        if (!IsNature(context, context.Good.Count(i => context.Facts[i].WhiteShare >= share / 2)))
            foreach (var i in bright)
                yield return context.At(ImageRules.Overexposed, i, $"{100 * context.Facts[i].WhiteShare:0}% of it is "
                    + $"white, mean brightness {context.Facts[i].Brightness:0.00} of 1");
    }

    private static IEnumerable<Finding> Flat(LintContext context) =>
        from i in context.Good
        where IsFlat(context, i)
        select context.At(ImageRules.Flat, i,
            $"its grey values deviate by {255 * context.Facts[i].Contrast:0.0} of 255 only");

    private static IEnumerable<Finding> Blurred(LintContext context)
    {
        var bound = BlurBound(context);
        return from i in context.Good
               where context.Facts[i].Sharpness < bound && !IsFlat(context, i)
               select context.At(ImageRules.Blurred, i,
                   $"sharpness {context.Facts[i].Sharpness:0.00000}; below {bound:0.00000} is far from this set");
    }

    /// <summary>Sharpness below which a picture of this set is blurred: far below the median on a logarithmic scale,
    /// and below the absolute bound.</summary>
    private static double BlurBound(LintContext context)
    {
        var logs = context.Good.Where(i => !IsFlat(context, i) && context.Facts[i].Sharpness > 0)
            .Select(i => Math.Log(context.Facts[i].Sharpness)).ToArray();
        if (logs.Length < EnoughForMedian) return 0;
        var median = Statistics.Median(logs);
        var deviation = NormalisedDeviation * Statistics.Median(logs.Select(v => Math.Abs(v - median)));
        // A set of nearly equal sharpness must not make a finding of each small difference.
        var relative = Math.Exp(median - context.Options.BlurDeviations * Math.Max(deviation, 0.25));
        return Math.Min(relative, context.Options.BlurBound);
    }

    private static bool IsFlat(LintContext context, int item) =>
        context.Facts[item].Contrast < context.Options.FlatContrast && !IsClipped(context, item);

    // Little contrast is what a wrong exposure leaves; where nothing is left, there may have been nothing to see.
    private static bool IsClipped(LintContext context, int item) =>
        Math.Max(context.Facts[item].BlackShare, context.Facts[item].WhiteShare) >= context.Options.ClippedShare
        && context.Facts[item].Contrast >= context.Options.FlatContrast / 5;

    private static bool IsNature(LintContext context, int count) => count > NatureShare * context.Facts.Count;
}
