using System.Globalization;
using System.Text;
using Vireo.Training.Report;
using Vireo.Vision.Datasets.Statistics;

namespace Vireo.Training.Look;

/// <summary>The numbers of a data set: facts, classes by part, distributions.</summary>
internal static class LookNumbers
{
    private const int MostRows = 200;

    public static void Append(StringBuilder html, LookData data)
    {
        if (data.Statistics is not { } numbers) return;
        HtmlPage.Facts(html, "Numbers", [.. Facts(numbers)]);
        Classes(html, numbers);
        html.Append("<section class=\"charts\">\n")
            .Append(ColumnChart.Draw("Width of images", numbers.Width, "pixels"))
            .Append(ColumnChart.Draw("Height of images", numbers.Height, "pixels"))
            .Append(ColumnChart.Draw("Boxes in an image", numbers.Boxes?.PerImage, "boxes"))
            .Append(ColumnChart.Draw("Width of boxes", numbers.Boxes?.Width, "pixels"))
            .Append(ColumnChart.Draw("Height of boxes", numbers.Boxes?.Height, "pixels"))
            .Append(ColumnChart.Draw("Width over height of boxes", numbers.Boxes?.Ratio, "ratio"))
            .Append(ColumnChart.Draw("Area of boxes over that of the image", numbers.Boxes?.Share, "share"))
            .Append("</section>\n");
    }

    private static IEnumerable<ReportFact> Facts(DatasetStatistics numbers)
    {
        foreach (var part in numbers.Splits)
            yield return new(part.Split.Length > 0 ? part.Split : "all", $"{part.Images} images"
                + Some(part.Objects, "objects") + Some(part.Identities, "identities") + Some(part.Texts, "texts")
                + Some(part.Empty, "without a target"));
        yield return new("sizes", string.Join(", ", numbers.Sizes.Take(4).Select(
            pair => $"{pair.Size} ({pair.Images})")) + Some(numbers.Unreadable, "unreadable"));
        if (numbers.Boxes is { } boxes)
            yield return new("boxes", $"{boxes.Count}: small {Html.Percent(boxes.Small)}, medium "
                + $"{Html.Percent(boxes.Medium)}, large {Html.Percent(boxes.Large)}" + Some(boxes.Empty, "empty")
                + Some(boxes.Outside, "reach out of their image"));
        if (numbers.Anchors is { } found)
            yield return new("anchors", string.Join(", ", found.Anchors.Select(
                anchor => $"{Html.At(anchor.Width)}×{Html.At(anchor.Height)}"))
                + string.Create(CultureInfo.InvariantCulture, $"; mean best IoU {found.MeanBestIou:0.000}"));
        if (numbers.Channels is { Images: > 0 } channels)
            yield return new("pixels", $"mean {Three(channels.Mean)}, deviation {Three(channels.Deviation)}");
        yield return new("input size", $"{numbers.AdvisedSize}: {numbers.Advice}");
    }

    private static void Classes(StringBuilder html, DatasetStatistics numbers)
    {
        if (numbers.Classes.Count == 0 || numbers.Splits.All(part => part.Classes.All(count => count == 0))) return;
        html.Append("<section class=\"card\"><h2>Classes</h2>\n<div class=\"scroll\"><table class=\"classes\">")
            .Append("<thead>\n<tr><th>class</th>");
        foreach (var part in numbers.Splits)
            html.Append($"<th>{Html.Escape(part.Split.Length > 0 ? part.Split : "all")}</th>");
        html.Append("</tr>\n</thead><tbody>\n");
        var most = numbers.Splits.Select(part => Math.Max(1, part.Classes.DefaultIfEmpty(0).Max())).ToList();
        for (var label = 0; label < Math.Min(MostRows, numbers.Classes.Count); label++)
        {
            html.Append($"<tr><th><i class=\"swatch\" style=\"background:{LookColour.Css(label)}\"></i>")
                .Append($"{Html.Escape(numbers.Classes[label])}</th>");
            foreach (var (i, part) in numbers.Splits.Index())
                html.Append($"<td class=\"bar\" style=\"--share:{Html.At(100.0 * part.Classes[label] / most[i])}%\">")
                    .Append(CultureInfo.InvariantCulture, $"{part.Classes[label]}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>");
        if (numbers.Classes.Count > MostRows)
            html.Append($"<p class=\"quiet\">and {numbers.Classes.Count - MostRows} classes more</p>");
        html.Append("</section>\n");
    }

    private static string Some(int count, string what) => count > 0 ? $", {count} {what}" : "";

    private static string Three(IEnumerable<double> values) =>
        string.Join(" ", values.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)));
}
