using System.Numerics;

namespace Vireo.Vision.Lint;

/// <summary>Labels that all pictures alike contradict.</summary>
/// <remarks>Pictures are compared by their mean colours in 8 x 8 places. That tells classes apart in some sets only, so
/// it must earn trust first: where the nearest pictures do not nearly always have the right label, nothing is
/// said.</remarks>
internal static class LabelChecks
{
    private const int Neighbours = 7, MostReferences = 2000, FewestPerClass = 15;
    private const double Trust = 0.92;

    public static IEnumerable<Finding> Run(LintContext context, ParallelOptions parallel)
    {
        var set = context.Set;
        int[] labelled = [.. context.Good.Where(i => set.Items[i].Label >= 0)];
        var counts = labelled.CountBy(i => set.Items[i].Label).ToDictionary(pair => pair.Key, pair => pair.Value);
        var classes = counts.Count;
        if (classes < 2 || labelled.Length < FewestPerClass * classes) return [];
        var step = Math.Max(1, labelled.Length / MostReferences);
        int[] references = [.. labelled.Where((_, n) => n % step == 0)];
        var votes = new (int Label, int Count)[labelled.Length];
        Parallel.For(0, labelled.Length, parallel, n => votes[n] = Vote(context, labelled[n], references));
        var right = labelled.Where((i, n) => votes[n].Label == set.Items[i].Label).Count();
        if (right < Trust * labelled.Length) return [];
        return labelled.Index()
            // A rare class has no neighbours of its own to be near.
            .Where(pair => counts[set.Items[pair.Item].Label] > Neighbours && votes[pair.Index].Count == Neighbours
                && votes[pair.Index].Label != set.Items[pair.Item].Label)
            .Select(pair => context.At(ImageRules.LabelOutlier, pair.Item,
                $"labelled '{set.Classes[set.Items[pair.Item].Label]}', but the {Neighbours} pictures most like it are "
                + $"all '{set.Classes[votes[pair.Index].Label]}'; in this set likeness is right for "
                + $"{100.0 * right / labelled.Length:0}%"));
    }

    private static (int Label, int Count) Vote(LintContext context, int item, int[] references)
    {
        Span<int> nearest = stackalloc int[Neighbours];
        Span<int> labels = stackalloc int[Neighbours];
        nearest.Fill(int.MaxValue);
        var own = context.Facts[item].Descriptor;
        foreach (var other in references)
        {
            if (other == item) continue;
            var distance = Distance(own, context.Facts[other].Descriptor);
            if (distance >= nearest[^1]) continue;
            var at = Neighbours - 1;
            for (; at > 0 && nearest[at - 1] > distance; at--)
                (nearest[at], labels[at]) = (nearest[at - 1], labels[at - 1]);
            (nearest[at], labels[at]) = (distance, context.Set.Items[other].Label);
        }

        (int Label, int Count) best = default;
        for (var i = 0; i < Neighbours; i++)
            if (labels.Count(labels[i]) is var count && count > best.Count) best = (labels[i], count);
        return best;
    }

    // Sum of squared differences; at most 192 · 255², which fits.
    private static int Distance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var sum = Vector<uint>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector<byte> x = new(a[i..]), y = new(b[i..]);
            Vector.Widen(Vector.Max(x, y) - Vector.Min(x, y), out var low, out var high);
            Vector.Widen(low * low, out var first, out var second);
            Vector.Widen(high * high, out var third, out var fourth);
            sum += first + second + third + fourth;
        }

        var rest = (int)Vector.Sum(sum);
        for (; i < a.Length; i++) rest += (a[i] - b[i]) * (a[i] - b[i]);
        return rest;
    }
}
