using System.Globalization;

namespace Vireo.Pruning;

/// <summary>Which channels of a model go so that it takes less work, and what it then takes.</summary>
/// <example><code>
/// var plan = PrunePlan.Choose(ChannelMap.Of(model, [1, 3, 224, 224]), new() { Macs = 0.5 });
/// plan.Apply();
/// </code></example>
public sealed class PrunePlan
{
    private PrunePlan(IReadOnlyList<PrunedGroup> groups, long before, long after) =>
        (Groups, MacsBefore, MacsAfter) = (groups, before, after);

    /// <summary>All groups of the model with the channels that stay.</summary>
    public IReadOnlyList<PrunedGroup> Groups { get; }

    /// <summary>Multiply-adds of the model as it is.</summary>
    public long MacsBefore { get; }

    /// <summary>Multiply-adds of what stays.</summary>
    public long MacsAfter { get; }

    /// <summary>The layers that lose channels, with the number that stays.</summary>
    public IReadOnlyList<LayerChannels> Channels =>
    [
        .. Groups.Where(g => g.Kept.Count < g.Group.Channels)
            .Select(g => new LayerChannels(g.Group.Layer, g.Kept.Count)),
    ];

    /// <summary>Chooses: again and again the group goes down to its next number of channels that loses least importance
    /// per multiply-add saved, where losing a share s of what is left counts <c>-ln(1 - s)</c> for every layer of the
    /// group, so that no layer is emptied while others are full. What the last step took too much comes back where it
    /// fits.</summary>
    /// <param name="map">The channels of the model.</param>
    /// <param name="options">How much goes, and by what rule.</param>
    /// <exception cref="UsageException"><c>VIR2872</c>: there is no such plan; the message says what there
    /// is.</exception>
    public static PrunePlan Choose(ChannelMap map, PruneOptions options)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var before = map.Macs;
        var groups = map.Groups.Select(g => new Shrinking(g, options)).ToList();
        int[] counts = [.. map.Groups.Select(g => g.Channels)];
        var now = before;
        while (now > options.Macs * before)
        {
            var (best, least) = (-1, double.PositiveInfinity);
            for (var i = 0; i < counts.Length; i++)
            {
                if (groups[i].Next(counts[i]) is not { } next) continue;
                var saved = now - MacsWith(map, counts, i, next);
                var cost = groups[i].Loss(counts[i], next) / Math.Max(1, saved);
                if (saved > 0 && cost < least) (best, least) = (i, cost);
            }

            if (best < 0) throw TooMuch(options, now / (double)before);
            counts[best] = groups[best].Next(counts[best]) ?? counts[best];
            now = map.MacsWith(counts);
        }

        GiveBack(map, groups, counts, options.Macs * before);
        return new([.. groups.Select((g, i) => g.Result(counts[i]))], before, map.MacsWith(counts));
    }

    private static void GiveBack(ChannelMap map, List<Shrinking> groups, int[] counts, double budget)
    {
        foreach (var i in Enumerable.Range(0, counts.Length).OrderByDescending(
            i => groups[i].Loss(groups[i].Previous(counts[i]), counts[i])))
        {
            while (groups[i].Previous(counts[i]) is var more && more > counts[i]
                && MacsWith(map, counts, i, more) <= budget)
            {
                counts[i] = more;
            }
        }
    }

    /// <summary>Takes the channels out of the variables of the model. Graphs built before cannot be used any more:
    /// build them again.</summary>
    public void Apply()
    {
        foreach (var (group, kept) in Groups)
        {
            if (kept.Count == group.Channels) continue;
            foreach (var slice in group.Slices) slice.Keep(kept);
        }
    }

    private static long MacsWith(ChannelMap map, int[] counts, int group, int count)
    {
        var old = counts[group];
        counts[group] = count;
        var macs = map.MacsWith(counts);
        counts[group] = old;
        return macs;
    }

    private static void Check(PruneOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Multiple, nameof(options));
        if (options.Macs is > 0 and <= 1 && options.Floor is > 0 and <= 1) return;
        throw new UsageException("VIR2872", "the share of the multiply-adds that stays and the share of the channels "
            + "that every layer keeps are above 0 and at most 1.");
    }

    private static UsageException TooMuch(PruneOptions options, double least) => new("VIR2872",
        string.Create(CultureInfo.InvariantCulture,
            $"with a floor of {options.Floor:0.###} no less than {least:0.000} of the multiply-adds can stay, not ")
        + string.Create(CultureInfo.InvariantCulture, $"{options.Macs:0.###}. Ask for more, or lower the floor."));

    /// <summary>A group on its way down: the least important channels go first.</summary>
    private sealed class Shrinking
    {
        private readonly ChannelGroup _group;
        private readonly int _floor;
        private readonly int _step;
        private readonly int[] _order;
        private readonly double[] _kept; // By number of channels: importance of the most important ones.

        public Shrinking(ChannelGroup group, PruneOptions options)
        {
            _group = group;
            _step = group.Channels >= 2 * options.Multiple ? options.Multiple : 1;
            _floor = (int)Math.Ceiling(Math.Ceiling(options.Floor * group.Channels) / _step) * _step;
            var importance = ChannelImportance.Of(group, options.Method);
            _order = [.. Enumerable.Range(0, group.Channels).OrderByDescending(c => importance[c])];
            _kept = new double[group.Channels + 1];
            for (var n = 0; n < _order.Length; n++) _kept[n + 1] = _kept[n] + importance[_order[n]];
        }

        public int? Next(int count)
        {
            var next = (count - 1) / _step * _step;
            return next >= _floor && next > 0 ? next : null;
        }

        public int Previous(int count) => Math.Min(_group.Channels, (count / _step + 1) * _step);

        public double Loss(int from, int to) => -Math.Log(_kept[to] / _kept[from]) * _group.Weights.Count;

        public PrunedGroup Result(int count) => new(_group, [.. _order.Take(count).Order()]);
    }
}
