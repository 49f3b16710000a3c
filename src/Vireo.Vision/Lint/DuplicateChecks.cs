using Vireo.Vision.Datasets;

namespace Vireo.Vision.Lint;

/// <summary>Pictures that are there more than once: in one split, across splits, under two labels.</summary>
/// <remarks>Each superfluous copy is one finding, the gravest that holds. Of copies in several splits the one outside
/// the training part stays, so that figures remain comparable.</remarks>
internal static class DuplicateChecks
{
    public static List<Finding> Run(LintContext context, ParallelOptions parallel, LintMeter meter)
    {
        var findings = new List<Finding>();
        var good = context.Good.ToList();
        var distinct = Exact(context, good, facts => facts.Bytes, ImageRules.SameBytes, "the same bytes", findings);
        distinct = Exact(context, distinct, facts => facts.Pixels, ImageRules.SamePixels, "the same pixels", findings);
        if (!context.Options.NearDuplicates) return findings;
        // Nearly empty pictures have no structure to agree in.
        var wanted = distinct.Where(i => context.Facts[i].Hashes.Length > 0
            && context.Facts[i].Contrast >= context.Options.FlatContrast).ToList();
        Near(context, NearDuplicates.Find(context, wanted, parallel, meter), findings);
        return findings;
    }

    private static List<int> Exact(LintContext context, List<int> items, Func<ImageFacts, UInt128> key,
        LintRule rule, string what, List<Finding> findings)
    {
        var kept = new List<int>(items.Count);
        foreach (var group in items.GroupBy(i => key(context.Facts[i])))
        {
            var order = group.OrderBy(i => Order(context, i)).ToList();
            kept.Add(order[0]);
            foreach (var copy in order.Skip(1).Order())
                findings.Add(Of(context, copy, order[0], rule, ImageRules.ExactLeak, what));
        }

        kept.Sort();
        return kept;
    }

    private static void Near(LintContext context, List<(int First, int Second)> pairs, List<Finding> findings)
    {
        var neighbours = new Dictionary<int, List<int>>();
        foreach (var (first, second) in pairs)
        {
            neighbours.TryAdd(first, []);
            neighbours.TryAdd(second, []);
            neighbours[first].Add(second);
            neighbours[second].Add(first);
        }

        // In the order of preference: the first of a cluster that is met stays, the others are copies.
        var seen = new HashSet<int>();
        foreach (var keeper in neighbours.Keys.OrderBy(i => Order(context, i)))
        {
            if (!seen.Add(keeper)) continue;
            var queue = new Queue<int>([keeper]);
            while (queue.TryDequeue(out var item))
            {
                foreach (var next in neighbours[item].Where(seen.Add))
                {
                    queue.Enqueue(next);
                    var other = neighbours[next].MinBy(n => (!Differ(context, next, n), Same(context, next, n), n));
                    findings.Add(Of(context, next, other, ImageRules.NearDuplicate, ImageRules.NearLeak,
                        "nearly the same picture"));
                }
            }
        }
    }

    private static Finding Of(
        LintContext context, int copy, int other, LintRule within, LintRule across, string what)
    {
        var (item, twin) = (context.Set.Items[copy], context.Set.Items[other]);
        var apart = !Same(context, copy, other);
        var rule = Differ(context, copy, other) ? ImageRules.TwoLabels : apart ? across : within;
        var labels = rule == ImageRules.TwoLabels
            ? $": '{Label(context, item)}' here, '{Label(context, twin)}' there" : "";
        return context.At(rule, copy, $"{what} as {twin.Path}{(apart ? $" (in {twin.Split})" : "")}{labels}")
            with { Related = [twin.Path] };
    }

    private static bool Same(LintContext context, int a, int b) =>
        context.Set.Items[a].Split == context.Set.Items[b].Split;

    private static bool Differ(LintContext context, int a, int b) =>
        context.Set.Items[a].Label != context.Set.Items[b].Label
        || context.Set.Items[a].Text != context.Set.Items[b].Text;

    private static string Label(LintContext context, LintItem item) =>
        item.Text ?? (item.Label >= 0 ? context.Set.Classes[item.Label] : "none");

    // Test before val before train; undivided data keeps the first.
    private static (int Split, int Item) Order(LintContext context, int item) =>
        (-SplitName.Rank(context.Set.Items[item].Split), item);
}
