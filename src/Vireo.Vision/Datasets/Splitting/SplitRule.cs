using System.Globalization;

namespace Vireo.Vision.Datasets.Splitting;

/// <summary>By what a data set is split, as people write it.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Argument">What stands behind the colon; empty for nothing.</param>
public sealed record SplitRule(string Name, string Argument = "")
{
    private const string Class = "class", Labels = "labels", Folder = "folder", Pattern = "name",
        Identity = "identity", Time = "exif-time";

    private const double StandardGap = 60;

    /// <summary>All rules.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Class, Labels, Folder, $"{Pattern}:REGEX", Identity, $"{Time}[:SECONDS]"];

    /// <summary>Reads a rule.</summary>
    /// <exception cref="UsageException"><c>VIR1190</c>: there is no such rule.</exception>
    public static SplitRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':');
        var rule = colon < 0 ? new SplitRule(text) : new(text[..colon], text[(colon + 1)..]);
        var isKnown = rule.Name switch
        {
            Class or Labels or Folder or Identity => colon < 0,
            Pattern => rule.Argument.Length > 0,
            Time => colon < 0 || rule.Gap is >= 0,
            _ => false,
        };
        if (isKnown) return rule;
        throw new UsageException("VIR1190",
            $"'{text}' says nothing to split by; wanted is one of {string.Join(", ", Names)}."
            + NearestName.Hint(rule.Name, [Class, Labels, Folder, Pattern, Identity, Time]));
    }

    /// <summary>Splits a data set: <see cref="Sample.Split"/> is set on every sample.</summary>
    /// <remarks>By <c>class</c> every class keeps its share, exactly as a training splits what it validates with; by
    /// <c>labels</c> as well, with several classes to an image. All other rules keep groups together.</remarks>
    /// <param name="dataset">What to split. An image that comes more than once counts once.</param>
    /// <param name="shares">Sizes of the parts, and the seed.</param>
    /// <exception cref="UsageException">The shares are none, there are too few groups, or there is nothing to group by
    /// (<c>VIR1191</c>).</exception>
    /// <exception cref="BadDataException">Images have no class, or several, and the rule wants one.</exception>
    public Dataset Split(Dataset dataset, SplitShares shares)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(shares);
        dataset = dataset.With([.. dataset.Samples.DistinctBy(sample => sample.Path, StringComparer.Ordinal)]);
        if (Name == Class) return ByClass(dataset, shares);
        if (Name == Labels) return MultiLabelSplit.Split(dataset, shares);
        var groups = GroupsOf(dataset);
        if (dataset.Samples.All(sample => groups(sample) is null))
        {
            throw new UsageException("VIR1191", $"{dataset.Root}: {Name switch
            {
                Pattern => $"no path matches '{Argument}'",
                Identity => "no image has an identity",
                _ => "no image says when it was taken",
            }}, so there is nothing to group by. Split by something else.");
        }

        return GroupSplit.Split(dataset, groups, shares);
    }

    /// <summary>Written as it is read.</summary>
    public override string ToString() => Argument.Length == 0 ? Name : $"{Name}:{Argument}";

    private double? Gap => Argument.Length == 0 ? StandardGap
        : double.TryParse(Argument, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= TimeSpan.MaxValue.TotalSeconds / 2 ? seconds : null;

    private Func<Sample, string?> GroupsOf(Dataset dataset) => Name switch
    {
        Folder => SampleGroups.ByFolder(),
        Pattern => SampleGroups.ByPattern(Argument),
        Identity => SampleGroups.ByIdentity(),
        _ => SampleGroups.ByTime(dataset, TimeSpan.FromSeconds(Gap ?? StandardGap)),
    };

    private static Dataset ByClass(Dataset dataset, SplitShares shares)
    {
        shares.Parts(); // Refuses what are no shares.
        var rest = dataset.ToClassification();
        var placed = new Dictionary<string, string>(StringComparer.Ordinal);
        void Take(string name, double fraction, ulong seed)
        {
            if (fraction <= 0) return;
            var pair = StratifiedSplit.Split(rest, fraction, seed);
            foreach (var sample in pair.Val.Samples) placed[sample.Path] = name;
            rest = pair.Train;
        }

        // Another seed than that of the validation: of the same they would draw alike.
        Take(SplitName.Test, shares.Test, ~shares.Seed);
        Take(SplitName.Val, shares.Val / (1 - shares.Test), shares.Seed);
        return dataset.With([.. dataset.Samples.Select(
            sample => sample with { Split = placed.GetValueOrDefault(sample.Path, SplitName.Train) })]);
    }
}
