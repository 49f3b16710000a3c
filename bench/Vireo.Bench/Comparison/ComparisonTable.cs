using System.Globalization;
using System.Text;

namespace Vireo.Bench.Comparison;

/// <summary>Writes verdicts as one table, in Markdown.</summary>
internal static class ComparisonTable
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>The table with what has to be known to read it.</summary>
    public static string Write(IReadOnlyList<Verdict> verdicts, IReadOnlyList<Measurement> measurements)
    {
        var names = verdicts.Select(v => v.Row.Name).ToHashSet();
        Measurement[] used = [.. measurements.Where(m => names.Contains(m.Row))];
        var text = new StringBuilder("# Vireo beside its peers\n\n");
        if (used.Length > 0) text.Append(Setting(used, verdicts));
        text.Append("""
            Every figure is the median of the pairs. The ratio is Vireo's figure over that of the better peer measured
            in the same run: the median of the pairs, in brackets their range. Where the goal says 'Vireo', Vireo's
            figure is judged alone.

            | row | Vireo | peer | ratio | goal | met | pairs | day | for information |
            |---|--:|---|--:|--:|---|--:|---|---|

            """);
        foreach (var verdict in verdicts) text.Append(Line(verdict, used)).Append('\n');
        return text.ToString();
    }

    /// <summary>What the rows under their goal lack, for a person; empty when every row meets its goal.</summary>
    public static IEnumerable<string> Shortfalls(IReadOnlyList<Verdict> verdicts) =>
        from verdict in verdicts
        where !verdict.IsMet
        let reached = verdict.Reached is { } r ? string.Create(s_culture, $"{r:0.00}") : "not measured"
        select $"{verdict.Row.Name}: {reached}, goal {verdict.Row.Goal}";

    private static string Setting(Measurement[] used, IReadOnlyList<Verdict> verdicts)
    {
        var threads = used.Select(m => m.Number("threads")).OfType<double>().Select(n => n.ToString("0", s_culture));
        var own = verdicts.Select(v => v.Own?.Version).OfType<string>();
        var load = Side.MedianOf(used.Select(m => m.Load));
        return string.Create(s_culture, $"""
            {List(used.Select(m => m.Processor))}, threads: {List(threads)}. Measured: {List(own)}.
            Load of the machine before a command: median {load:f1}, at most {used.Max(m => m.Load):f1}.


            """);
    }

    private static string Line(Verdict verdict, Measurement[] used)
    {
        var (row, own, peer) = (verdict.Row, verdict.Own, verdict.Peer);
        var days = used.Where(m => m.Row == row.Name).Select(m => m.Date).Distinct();
        string[] cells =
        [
            row.Name,
            own is null ? "not measured" : Figure(own.Median, row.Figure),
            peer is null ? "" : $"{Figure(peer.Median, row.Figure)} ({peer.Version})",
            verdict.Ratios.Count == 0 ? "" : Ratio(verdict.Ratios),
            row.Goal.ToString(),
            verdict.IsMet ? "yes" : "**no**",
            (own?.ByPair.Count ?? 0).ToString(s_culture),
            string.Join(", ", days),
            string.Join("; ", verdict.Asides.Select(a => $"{Figure(a.Median, row.Figure)} ({a.Version})")),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Ratio(IReadOnlyList<double> ratios) => string.Create(
        s_culture, $"**{Side.MedianOf(ratios):f2}** ({ratios.Min():f2}-{ratios.Max():f2})");

    private static string Figure(double value, string name) => name switch
    {
        "images_per_second" => string.Create(s_culture, $"{value:f1} images/s"),
        "peak_mb" => string.Create(s_culture, $"{value:f0} MB"),
        "seconds" => string.Create(s_culture, $"{value:f3} s"),
        "percent" => string.Create(s_culture, $"{value:f1} %"),
        _ => string.Create(s_culture, $"{value:g4} {name}"),
    };

    private static string List(IEnumerable<string> words) => string.Join("; ", words.Distinct());
}
