using System.Text;
using Vireo.Training.Report;
using Vireo.Vision.Lint;

namespace Vireo.Training.Look;

/// <summary>What lint found, by kind, with the pictures it is about; copies side by side.</summary>
internal sealed class LookFindings
{
    private const int MostLines = 12;
    private readonly LookData _data;
    private readonly LookPictures _pictures;
    private readonly List<Kind> _kinds = [];

    /// <summary>Chooses the pictures.</summary>
    public LookFindings(LookData data, LookPictures pictures)
    {
        (_data, _pictures) = (data, pictures);
        foreach (var kind in (data.Lint?.Findings ?? []).GroupBy(finding => finding.Code))
        {
            List<Finding> all = [.. kind];
            var shown = all.Take(data.PerFinding).Select(finding => (finding, Paths(finding)))
                .Where(pair => pair.Item2.Count > 0).ToList();
            _kinds.Add(new(all[0].Rule, all, shown));
        }
    }

    public void Append(StringBuilder html)
    {
        if (_data.Lint is null) return;
        if (_kinds.Count == 0)
        {
            html.Append("<section class=\"card\"><h2>Findings</h2>")
                .Append("<p class=\"quiet\">Nothing was found.</p></section>\n");
            return;
        }

        foreach (var (rule, all, asked) in _kinds)
        {
            // What cannot be decoded is told of, not shown.
            var shown = asked.FindAll(pair => pair.Paths.All(path => _pictures.Shot(path) is { Jpeg.Length: > 0 }));
            var word = LintJson.Word(rule.Severity);
            var times = all.Count > 1 ? $", {all.Count} times" : "";
            html.Append($"<section class=\"card\"><h2><span class=\"badge {word}\">{word}</span> ")
                .Append($"{Html.Escape(rule.Title)} <span class=\"quiet\">{rule.Code}{times}</span></h2>\n")
                .Append($"<p>{Html.Escape(rule.Why)} <b>{Html.Escape(rule.Fix)}</b></p>\n");
            List<Finding> lines = [.. all.Where(finding => shown.All(pair => pair.Finding != finding))];
            if (shown.Count > 0) Gallery(html, shown);
            foreach (var finding in lines.Take(MostLines))
                html.Append($"<p class=\"place\"><b>{Html.Escape(finding.Path == "." ? "data" : finding.Path)}</b> ")
                    .Append($"{Html.Escape(finding.Message)}</p>\n");
            if (lines.Count > MostLines)
                html.Append($"<p class=\"quiet\">and {lines.Count - MostLines} more</p>\n");
            html.Append("</section>\n");
        }
    }

    private void Gallery(StringBuilder html, List<(Finding Finding, List<string> Paths)> shown)
    {
        html.Append("<div class=\"gallery look\">\n");
        foreach (var (finding, paths) in shown)
        {
            if (paths.Count > 1) html.Append("<div class=\"pair\">\n");
            for (var i = 0; i < paths.Count; i++)
                LookFigure.Append(html, _data, _pictures, paths[i], i == 0 ? finding.Message : "");
            if (paths.Count > 1) html.Append("</div>\n");
        }

        html.Append("</div>\n");
    }

    // The picture itself, then the other of a pair; of findings about the whole set an example.
    private List<string> Paths(Finding finding)
    {
        IEnumerable<string> paths = finding.Path == "." ? finding.Related.Take(1)
            : finding.Related.Take(1).Prepend(finding.Path);
        return [.. paths.Where(_pictures.Ask).Distinct(StringComparer.Ordinal)];
    }

    // A kind of finding, all of it, and what is shown with pictures.
    private sealed record Kind(
        LintRule Rule, List<Finding> All, List<(Finding Finding, List<string> Paths)> Shown);
}
