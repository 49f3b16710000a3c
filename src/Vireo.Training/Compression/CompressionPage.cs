using System.Globalization;
using System.Text;
using Vireo.Files;
using Vireo.Training.Report;

namespace Vireo.Training.Compression;

/// <summary>A page that shows what a compression measured: accuracy against latency, the rows, the layers.</summary>
internal static class CompressionPage
{
    private const int MostLayers = 12;

    /// <summary>Writes the page; see <see cref="AtomicFile"/>.</summary>
    public static void Write(string path, CompressionReport report) => AtomicFile.WriteText(path, Render(report));

    /// <summary>The page as text.</summary>
    public static string Render(CompressionReport report)
    {
        var html = new StringBuilder();
        var (first, written) = (report.Rows[0], report.Written);
        HtmlPage.Begin(html, $"{report.Model}, compressed",
            $"budget {Points(report.Budget)} points of top-1, {report.Images} images judge, "
            + $"{report.CalibrationImages} others find ranges, {report.Threads} threads");
        HtmlPage.Headline(html,
        [
            new("written", written.Name),
            new("of the bytes", Html.Percent((double)written.FileBytes / first.FileBytes)),
            new("times as fast, one image", Html.Number(first.Speed.P50 / written.Speed.P50)),
            new("points of top-1", Signed(written.Difference.Difference)),
        ]);
        Rows(html, report);
        Charts(html, report);
        Layers(html, report.Sensitivity);
        if (report.Notes.Count > 0)
        {
            html.Append("<section class=\"card\"><h2>Notes</h2>\n<ol>\n");
            foreach (var note in report.Notes) html.Append($"<li>{Html.Escape(note)}</li>\n");
            html.Append("</ol></section>\n");
        }

        return HtmlPage.End(html);
    }

    private static void Rows(StringBuilder html, CompressionReport report)
    {
        html.Append("""
            <section class="card"><h2>Steps</h2>
            <div class="scroll"><table class="classes"><thead>
            <tr><th>step</th><th>file, MB</th><th>multiply-adds, M</th><th>parameters, M</th><th>one image, ms</th>
            <th>95%, ms</th><th>images a second</th><th>top-1</th><th>points, 95% interval</th><th>verdict</th></tr>
            </thead><tbody>

            """);
        foreach (var row in report.Rows)
        {
            html.Append($"<tr><th>{Html.Escape(row.Name)}{(row == report.Written ? " (written)" : "")}</th>");
            string[] cells =
            [
                Html.Number(row.FileBytes / 1e6), Html.Number(row.Macs / 1e6), Html.Number(row.Parameters / 1e6),
                Html.Number(row.Speed.P50), Html.Number(row.Speed.P95), Html.Number(row.Speed.ImagesPerSecond),
                Html.Percent(row.Top1),
                $"{Signed(row.Difference.Difference)} [{Signed(row.Difference.Low)}, {Signed(row.Difference.High)}]",
                row.Verdict switch
                {
                    CompressionVerdict.Kept => "kept", CompressionVerdict.OverBudget => "over budget",
                    _ => "not faster: refused",
                },
            ];
            foreach (var cell in cells) html.Append($"<td>{Html.Escape(cell)}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div></section>\n");
    }

    private static void Charts(StringBuilder html, CompressionReport report)
    {
        html.Append("<section class=\"charts\">\n");
        html.Append(LineChart.Draw(new("Top-1 against the time of one image", "ms",
            [.. report.Rows.Select(row => new ReportSeries(row.Name, [(row.Speed.P50, row.Top1)]))])));
        html.Append(LineChart.Draw(new("Top-1 against the size of the file", "MB",
            [.. report.Rows.Select(row => new ReportSeries(row.Name, [(row.FileBytes / 1e6, row.Top1)]))])));
        if (report.Sensitivity.Count > 0)
        {
            html.Append(LineChart.Draw(new("Sensitivity: divergence with one layer in eight bits", "layer",
                [new("divergence", [.. report.Sensitivity.Select((s, i) => (i + 1.0, s.Divergence))])])));
        }

        html.Append("</section>\n");
    }

    private static void Layers(StringBuilder html, IReadOnlyList<LayerSensitivity> layers)
    {
        if (layers.Count == 0) return;
        html.Append("""
            <section class="card"><h2>The most sensitive layers</h2>
            <p class="quiet">Each alone in eight bits, the others in single precision.</p>
            <div class="scroll"><table class="classes"><thead>
            <tr><th>layer</th><th>divergence</th><th>other labels</th></tr></thead><tbody>

            """);
        foreach (var (layer, divergence, labels) in layers.OrderByDescending(s => s.Divergence).Take(MostLayers))
        {
            html.Append($"<tr><th>{Html.Escape(layer)}</th><td>{Html.Number(divergence)}</td><td>{labels}</td></tr>\n");
        }

        html.Append("</tbody></table></div></section>\n");
    }

    private static string Points(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Signed(double share) => (100 * share).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
