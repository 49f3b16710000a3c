using System.Text;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Report;

/// <summary>Draws a confusion matrix: a table for few classes, a picture for many, and the pairs most often mixed
/// up.</summary>
internal static class ConfusionView
{
    private const int MostInTable = 30, MostPairs = 10;

    /// <summary>The matrix as markup; rows are true classes, columns predicted ones, the heat is the share of the
    /// row.</summary>
    public static string Draw(ClassificationMetrics metrics, IReadOnlyList<string> classes) =>
        (metrics.Classes <= MostInTable ? Table(metrics, classes) : Picture(metrics, classes))
            + Pairs(metrics, classes);

    private static string Table(ClassificationMetrics metrics, IReadOnlyList<string> classes)
    {
        var html = new StringBuilder("""<div class="scroll"><table class="confusion"><thead><tr><th></th>""");
        foreach (var name in classes) html.Append($"""<th class="turned"><span>{Html.Escape(name)}</span></th>""");
        html.Append("</tr></thead><tbody>\n");
        for (var label = 0; label < classes.Count; label++)
        {
            html.Append($"<tr><th>{Html.Escape(classes[label])}</th>");
            var support = Support(metrics, label);
            for (var predicted = 0; predicted < classes.Count; predicted++)
            {
                var count = metrics.Confusion(label, predicted);
                var heat = Html.At(100.0 * count / Math.Max(1, support));
                var kind = label == predicted ? "hit" : "miss";
                var title = Html.Escape(Title(classes, label, predicted, count, support));
                var text = count == 0 ? "" : $"{count}";
                html.Append($"""<td class="{kind}" style="--heat:{heat}%" title="{title}">{text}</td>""");
            }

            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table></div>\n").ToString();
    }

    private static string Picture(ClassificationMetrics metrics, IReadOnlyList<string> classes)
    {
        var count = classes.Count;
        var svg = new StringBuilder($"""
            <svg class="matrix" viewBox="0 0 {count} {count}" role="img" aria-label="confusion matrix">
            <rect class="ground" width="{count}" height="{count}"/>

            """);
        for (var label = 0; label < count; label++)
        {
            var support = Support(metrics, label);
            for (var predicted = 0; predicted < count; predicted++)
            {
                var samples = metrics.Confusion(label, predicted);
                if (samples == 0) continue;
                var kind = label == predicted ? "hit" : "miss";
                var heat = Html.Number(0.15 + 0.85 * samples / support);
                svg.Append($"""<rect class="{kind}" x="{predicted}" y="{label}" width="1" height="1" """);
                svg.Append($"""opacity="{heat}">""");
                svg.Append($"<title>{Html.Escape(Title(classes, label, predicted, samples, support))}</title></rect>");
            }

            svg.Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Pairs(ClassificationMetrics metrics, IReadOnlyList<string> classes)
    {
        var pairs = from label in Enumerable.Range(0, classes.Count)
                    from predicted in Enumerable.Range(0, classes.Count)
                    let samples = label == predicted ? 0 : metrics.Confusion(label, predicted)
                    where samples > 0
                    orderby samples descending
                    select Title(classes, label, predicted, samples, Support(metrics, label));
        var worst = pairs.Take(MostPairs).ToList();
        if (worst.Count == 0) return "<p>No image was taken for another class.</p>\n";
        var items = string.Concat(worst.Select(pair => $"<li>{Html.Escape(pair)}</li>\n"));
        return $"<h3>Most often mixed up</h3>\n<ol>\n{items}</ol>\n";
    }

    private static string Title(IReadOnlyList<string> classes, int label, int predicted, long count, long support) =>
        $"{classes[label]} taken for {classes[predicted]}: {count} of {support}";

    private static long Support(ClassificationMetrics metrics, int label) =>
        Enumerable.Range(0, metrics.Classes).Sum(predicted => metrics.Confusion(label, predicted));
}
