using System.Text;
using Vireo.Vision.Datasets.Statistics;

namespace Vireo.Training.Report;

/// <summary>How a measure is spread, as columns.</summary>
internal static class ColumnChart
{
    private const int Width = 420, Height = 150, Bottom = 22, Top = 6, Gap = 2;

    /// <summary>The chart as SVG within a figure; nothing where there is no value.</summary>
    public static string Draw(string title, Distribution? of, string unit)
    {
        // One value for all is told by the facts.
        if (of is not { Bins.Count: > 1 }) return "";
        var svg = new StringBuilder($"""
            <figure class="card chart"><figcaption>{Html.Escape(title)}</figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Html.Escape(title)}">

            """);
        var (most, width) = (of.Bins.Max(), (double)Width / of.Bins.Count);
        for (var i = 0; i < of.Bins.Count; i++)
        {
            var high = (Height - Bottom - Top) * (double)of.Bins[i] / most;
            // A bin that holds anything is seen.
            if (of.Bins[i] > 0) high = Math.Max(high, 1.5);
            var (from, to) = (Edge(of, i), Edge(of, i + 1));
            svg.Append($"""<rect class="column" x="{Html.At(i * width + Gap / 2.0)}" """)
                .Append($"""y="{Html.At(Height - Bottom - high)}" """)
                .Append($"""width="{Html.At(Math.Max(1, width - Gap))}" height="{Html.At(high)}">""")
                .Append($"<title>{of.Bins[i]} from {Html.Number(from)} to {Html.Number(to)}</title></rect>");
        }

        var line = Height - Bottom;
        svg.Append($"""<line class="axis" x1="0" x2="{Width}" y1="{line}" y2="{line}"/>""")
            .Append($"""<text class="tick" x="0" y="{Height - 5}">{Html.Number(of.Min)}</text>""")
            .Append($"""<text class="tick" x="{Width}" y="{Height - 5}" text-anchor="end">""")
            .Append($"{Html.Number(of.Max)}</text></svg>\n<div class=\"legend\">")
            .Append($"<span>median <b>{Html.Number(of.Median)}</b></span><span>10% <b>{Html.Number(of.P10)}</b></span>")
            .Append($"<span>90% <b>{Html.Number(of.P90)}</b></span><span>{Html.Escape(unit)}</span></div></figure>\n");
        return svg.ToString();
    }

    private static double Edge(Distribution of, int bin) => of.Min + (of.Max - of.Min) * bin / of.Bins.Count;
}
