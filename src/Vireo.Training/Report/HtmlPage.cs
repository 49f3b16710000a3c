using System.Text;

namespace Vireo.Training.Report;

/// <summary>Beginning and end of a page that needs nothing else: no script, no network, pictures inside.</summary>
internal static class HtmlPage
{
    /// <summary>All before the first part.</summary>
    public static void Begin(StringBuilder html, string title, string subtitle)
    {
        html.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy"
              content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
            <title>{Html.Escape(title)}</title>
            <style>
            {ReportStyle.Css}
            </style>
            </head>
            <body>
            <main>
            <header><h1>{Html.Escape(title)}</h1>

            """);
        if (subtitle.Length > 0) html.Append($"<p class=\"quiet\">{Html.Escape(subtitle)}</p>\n");
        html.Append("</header>\n");
    }

    /// <summary>All behind the last part; the page as text.</summary>
    public static string End(StringBuilder html) => html.Append("</main>\n</body>\n</html>\n").ToString();

    /// <summary>A few numbers, shown large.</summary>
    public static void Headline(StringBuilder html, IEnumerable<ReportFact> facts)
    {
        html.Append("<section class=\"headline\">\n");
        foreach (var (name, value) in facts)
            html.Append($"<div class=\"card\"><b>{Html.Escape(value)}</b><span>{Html.Escape(name)}</span></div>\n");

        html.Append("</section>\n");
    }

    /// <summary>Many numbers with their names.</summary>
    public static void Facts(StringBuilder html, string heading, IReadOnlyList<ReportFact> facts)
    {
        if (facts.Count == 0) return;
        html.Append($"<section class=\"card\"><h2>{Html.Escape(heading)}</h2>\n<dl>\n");
        foreach (var (name, value) in facts)
            html.Append($"<div><dt>{Html.Escape(name)}</dt><dd>{Html.Escape(value)}</dd></div>\n");

        html.Append("</dl></section>\n");
    }
}
