using System.Text;
using Vireo.Files;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Report;

/// <summary>Writes a report as one HTML file that needs nothing else: no script, no network, pictures inside.</summary>
public static class ReportWriter
{
    /// <summary>Writes the file; see <see cref="AtomicFile"/>.</summary>
    /// <exception cref="VireoException">The disk is full (<c>VIR4001</c>) or refuses.</exception>
    public static void Write(string path, ReportData data) => AtomicFile.WriteText(path, Render(data));

    /// <summary>The page as text. Everything that comes from outside is escaped.</summary>
    public static string Render(ReportData data)
    {
        var html = new StringBuilder();
        HtmlPage.Begin(html, data.Title, data.Subtitle);
        HtmlPage.Headline(html, data.Headline);
        HtmlPage.Facts(html, "Run", data.Facts);
        Charts(html, data);
        if (data.Metrics is { Samples: > 0 } metrics)
        {
            PerClass(html, metrics.Report(), data.Classes);
            html.Append("<section class=\"card\"><h2>Confusion matrix</h2>\n<p class=\"quiet\">")
                .Append("Rows are the true classes, columns what the model said.</p>\n")
                .Append(ConfusionView.Draw(metrics, data.Classes))
                .Append("</section>\n");
        }

        Gallery(html, data);
        return HtmlPage.End(html);
    }

    private static void Charts(StringBuilder html, ReportData data)
    {
        if (data.Charts.Count == 0) return;
        html.Append("<section class=\"charts\">\n");
        foreach (var chart in data.Charts) html.Append(LineChart.Draw(chart));
        html.Append("</section>\n");
    }

    private static void PerClass(StringBuilder html, ClassificationReport report, IReadOnlyList<string> classes)
    {
        html.Append("""
            <section class="card"><h2>Classes</h2>
            <div class="scroll"><table class="classes"><thead>
            <tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>images</th></tr>
            </thead><tbody>

            """);
        for (var label = 0; label < classes.Count; label++) Row(html, classes[label], report.PerClass[label]);
        html.Append("</tbody><tfoot>\n");
        Row(html, "mean over classes", report.Macro);
        Row(html, "mean over images", report.Weighted);
        html.Append("</tfoot></table></div></section>\n");
    }

    private static void Row(StringBuilder html, string name, ClassScore score)
    {
        html.Append($"<tr><th>{Html.Escape(name)}</th>");
        foreach (var share in new[] { score.Precision, score.Recall, score.F1 })
        {
            html.Append($"<td class=\"bar\" style=\"--share:{Html.At(100 * share)}%\">{Html.Percent(share)}</td>");
        }

        html.Append($"<td>{score.Support}</td></tr>\n");
    }

    private static void Gallery(StringBuilder html, ReportData data)
    {
        if (data.Mistakes.Count == 0) return;
        html.Append("<section class=\"card\"><h2>Worst mistakes</h2>\n")
            .Append("<p class=\"quiet\">Wrong, and most sure of it first.</p>\n<div class=\"gallery\">\n");
        foreach (var mistake in data.Mistakes) Mistake(html, mistake);
        html.Append("</div></section>\n");
    }

    private static void Mistake(StringBuilder html, ReportMistake mistake)
    {
        html.Append("<figure>");
        if (!mistake.Thumbnail.IsEmpty)
        {
            var picture = mistake.Thumbnail.Span;
            var kind = picture is [0xFF, 0xD8, ..] ? "jpeg" : "png";
            html.Append($"<img alt=\"\" src=\"data:image/{kind};base64,{Convert.ToBase64String(picture)}\"/>");
        }

        var path = Html.Escape(mistake.Path);
        html.Append($"""
            <figcaption><b>{Html.Escape(mistake.Predicted)}</b> <span>{Html.Percent(mistake.Confidence)}</span>
            <div>is {Html.Escape(mistake.Label)}</div>
            <div class="path" title="{path}">{path}</div></figcaption></figure>

            """);
    }
}
