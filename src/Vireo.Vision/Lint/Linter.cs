using System.Runtime.ExceptionServices;

namespace Vireo.Vision.Lint;

/// <summary>Looks at every file of a data set before training and says what will hurt.</summary>
public static class Linter
{
    /// <summary>Lints a folder or a list.</summary>
    /// <param name="data">Folder of a data set, or a list or label file of it.</param>
    /// <param name="options">From where on to speak; nothing for the defaults.</param>
    /// <param name="progress">Told how far it is, one call at a time.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="BadDataException"><c>VIR1290</c>: the data does not exist. <c>VIR1291</c>: it holds no
    /// image.</exception>
    /// <exception cref="VireoException">There are JPEG files and libjpeg-turbo is not installed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static LintReport Run(
        string data, LintOptions? options = null, Action<LintProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var set = LintSource.Read(data, options);
        var settings = options ?? new();
        var parallel = Parallelism(settings, cancellation);
        var meter = new LintMeter(progress);
        try
        {
            return Check(new(set, Measure(set, parallel, meter), settings), parallel, meter);
        }
        catch (AggregateException several) when (several.InnerExceptions[0] is VireoException first)
        {
            ExceptionDispatchInfo.Throw(first); // What one thread met is what all met: a library that is missing.
            throw;
        }
    }

    /// <summary>Runs all checks on what was measured.</summary>
    internal static LintReport Check(LintContext context, ParallelOptions parallel, LintMeter meter)
    {
        List<Finding> findings =
        [
            .. context.Set.Findings,
            .. FileChecks.Run(context),
            .. PixelChecks.Run(context),
            .. SetChecks.Run(context),
            .. ClassChecks.Run(context),
            .. SplitChecks.Run(context),
            .. DuplicateChecks.Run(context, parallel, meter),
            .. LabelChecks.Run(context, parallel),
            .. NameChecks.Run(context),
            .. TargetChecks.Run(context),
            .. TextChecks.Run(context),
            .. MaskChecks.Run(context, parallel),
        ];
        RemoveExplained(findings);
        return new(context.Set.Root, Ordered(findings), Summary(context.Set, findings)) { Set = context.Set };
    }

    // A picture without structure, or one that is there under two labels, differs from its class for that reason.
    private static void RemoveExplained(List<Finding> findings)
    {
        LintRule[] reasons =
        [
            ImageRules.TwoLabels, ImageRules.Flat, ImageRules.Overexposed, ImageRules.Underexposed, ImageRules.Blurred,
        ];
        var explained = findings.Where(f => reasons.Contains(f.Rule)).SelectMany(f => f.Related.Append(f.Path))
            .ToHashSet(StringComparer.Ordinal);
        findings.RemoveAll(f => f.Rule == ImageRules.LabelOutlier && explained.Contains(f.Path));
    }

    /// <summary>Threads and cancellation as the options say.</summary>
    internal static ParallelOptions Parallelism(LintOptions options, CancellationToken cancellation) => new()
    {
        MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
        CancellationToken = cancellation,
    };

    private static ImageFacts[] Measure(LintSet set, ParallelOptions parallel, LintMeter meter)
    {
        var facts = new ImageFacts[set.Items.Count];
        meter.Start(LintPhase.Measuring, facts.Length);
        Parallel.For(0, facts.Length, parallel, i =>
        {
            facts[i] = ImageMeasure.Of(set, set.Items[i]);
            meter.Step();
        });
        return facts;
    }

    private static List<Finding> Ordered(List<Finding> findings) =>
    [
        .. findings.OrderBy(f => f.Severity).ThenBy(f => f.Code, StringComparer.Ordinal)
            .ThenBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Line ?? 0),
    ];

    private static LintSummary Summary(LintSet set, List<Finding> findings) => new(
        set.Items.Count, set.Classes.Count,
        set.Splits.ToDictionary(split => split, split => set.Items.Count(item => item.Split == split)),
        new SortedDictionary<string, int>(
            findings.CountBy(f => f.Code).ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal));
}
