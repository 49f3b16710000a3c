using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>What is wrong with the masks that lists name.</summary>
internal static class MaskChecks
{
    private const int Ignored = 255;

    public static IEnumerable<Finding> Run(LintContext context, ParallelOptions parallel)
    {
        int[] masked = [.. context.Good.Where(i => context.Set.Items[i].Mask is not null)];
        var masks = new MaskFacts[masked.Length];
        Parallel.For(0, masked.Length, parallel, n => masks[n] =
            MaskFacts.Of(context.Set.FullPath(context.Set.Items[masked[n]].Mask ?? "")));
        // Two values, 0 and 255, in all masks: a convention, not a mistake in each of them.
        var binary = masks.Length > 0 && masks.All(mask => mask.Values.All(v => v is 0 or Ignored))
            && masks.Any(mask => mask.Values.Contains(Ignored)) && masks.Any(mask => mask.Values.Contains(0));
        if (binary && context.Set.Classes.Count <= 2)
            yield return LintContext.OfAll(TargetRules.MaskBinary, $"all {masks.Length} masks",
                [context.Set.Items[masked[0]].Mask ?? ""]);
        for (var n = 0; n < masked.Length; n++)
        {
            var problem = Problem(masks[n], context.Facts[masked[n]].Size, context.Set.Classes.Count, binary);
            if (problem is var (rule, message))
                yield return context.At(rule, masked[n], message) with
                {
                    Related = [context.Set.Items[masked[n]].Mask ?? ""],
                };
        }
    }

    /// <summary>What is wrong with one mask; nothing when all is well.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="size">Size of the image.</param>
    /// <param name="classes">Number of classes; zero when not known.</param>
    /// <param name="binary">Whether 255 stands for a class.</param>
    public static (LintRule Rule, string Message)? Problem(MaskFacts mask, ImageSize size, int classes, bool binary)
    {
        if (mask.Reason is { } reason) return (TargetRules.MaskUnreadable, reason);
        if (mask.Size != size) return (TargetRules.MaskSize, $"the mask has {mask.Size} pixels, the image {size}");
        var unknown = mask.Values.Where(v => classes > 0 && v >= classes && v != Ignored).ToList();
        return binary || unknown.Count == 0 ? null : (TargetRules.MaskValue, $"the mask holds "
            + $"{string.Join(", ", unknown.Take(5))}{(unknown.Count > 5 ? ", …" : "")}; classes are 0 to "
            + $"{classes - 1}");
    }
}
