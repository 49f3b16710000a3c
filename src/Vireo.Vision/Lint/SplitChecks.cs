using Vireo.Vision.Datasets;

namespace Vireo.Vision.Lint;

/// <summary>Whether training and the other splits are drawn from the same lot.</summary>
internal static class SplitChecks
{
    private const int Enough = 20;

    private static readonly (string Name, Func<ImageFacts, double> Value)[] Traits =
    [
        ("brightness", facts => facts.Brightness),
        ("contrast", facts => facts.Contrast),
        ("sharpness", facts => facts.Sharpness),
        ("size", facts => Math.Sqrt((double)facts.Size.Width * facts.Size.Height)),
        ("aspect", facts => (double)facts.Size.Width / facts.Size.Height),
    ];

    public static IEnumerable<Finding> Run(LintContext context)
    {
        var set = context.Set;
        var others = set.Splits.Where(split => split.Length > 0 && split != SplitName.Train).ToList();
        if (!set.Splits.Contains(SplitName.Train)) yield break;
        // Each test is one more chance to be wrong.
        var level = context.Options.SplitSignificance / ((Traits.Length + 1) * Math.Max(1, others.Count));
        foreach (var other in others)
        {
            if (Classes(context, other, level) is { } classes) yield return classes;
            if (Pictures(context, other, level) is { } pictures) yield return pictures;
        }
    }

    private static Finding? Classes(LintContext context, string other, double level)
    {
        var set = context.Set;
        if (set.Classes.Count < 2 || ClassChecks.IsOpenSet(set)) return null;
        int[] train = ClassChecks.Counts(set, SplitName.Train), held = ClassChecks.Counts(set, other);
        var (statistic, p, v) = Statistics.ChiSquare(train, held);
        // The law of chi-square needs five expected in a cell, more or less.
        if (held.Sum() < 5 * train.Zip(held).Count(n => n.First + n.Second > 0)) return null;
        if (p >= level || v < context.Options.SplitDifference) return null;
        double share(int[] counts, int c) => (double)counts[c] / counts.Sum();
        var worst = Enumerable.Range(0, train.Length).MaxBy(c => Math.Abs(share(train, c) - share(held, c)));
        return LintContext.OfAll(SetRules.ClassesDiffer, $"train and {other}: chi-square {statistic:0.0}, p {P(p)}, "
            + $"Cramér's V {v:0.00}; most for '{set.Classes[worst]}', {100 * share(train, worst):0.0}% of train and "
            + $"{100 * share(held, worst):0.0}% of {other}");
    }

    private static Finding? Pictures(LintContext context, string other, double level)
    {
        List<ImageFacts> Of(string split) =>
            [.. context.Good.Where(i => context.Set.Items[i].Split == split).Select(i => context.Facts[i])];
        List<ImageFacts> train = Of(SplitName.Train), held = Of(other);
        if (train.Count < Enough || held.Count < Enough) return null;
        var found = new List<string>();
        foreach (var (name, value) in Traits)
        {
            var (distance, p) = Statistics.KolmogorovSmirnov(train.Select(value), held.Select(value));
            if (p >= level || distance < context.Options.SplitDifference) continue;
            found.Add($"{name} (median {Statistics.Median(train.Select(value)):0.###} and "
                + $"{Statistics.Median(held.Select(value)):0.###}, Kolmogorov-Smirnov {distance:0.00}, p {P(p)})");
        }

        return found.Count == 0 ? null
            : LintContext.OfAll(SetRules.PicturesDiffer, $"train and {other}: {string.Join("; ", found)}");
    }

    private static string P(double p) => p < 1e-300 ? "< 1e-300" : p < 0.001 ? $"{p:0e-0}" : $"{p:0.000}";
}
