using System.Text;
using Vireo.Files;
using Vireo.Training.Report;
using Vireo.Vision.Lint;

namespace Vireo.Training.Look;

/// <summary>Writes a page to look at a data set: galleries with the ground truth drawn, findings with their pictures,
/// distributions. One file that needs nothing else, and well-formed XML.</summary>
public static class LookWriter
{
    /// <summary>Writes the file; see <see cref="AtomicFile"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">What to show.</param>
    /// <param name="progress">Told how many pictures of how many are drawn, one call at a time.</param>
    /// <param name="cancellation">Stops early; nothing is written then.</param>
    /// <exception cref="VireoException">The disk is full (<c>VIR4001</c>) or refuses.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Write(
        string path, LookData data, Action<int, int>? progress = null, CancellationToken cancellation = default) =>
        AtomicFile.WriteText(path, Render(data, progress, cancellation));

    /// <summary>The page as text. Everything that comes from outside is escaped, and no file outside the data set is
    /// shown.</summary>
    /// <param name="data">What to show.</param>
    /// <param name="progress">Told how many pictures of how many are drawn, one call at a time.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static string Render(
        LookData data, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var pictures = new LookPictures(data);
        var findings = new LookFindings(data, pictures);
        var galleries = new LookGalleries(data, pictures);
        pictures.Draw(progress, cancellation);
        var html = new StringBuilder();
        HtmlPage.Begin(html, data.Title, data.Format);
        HtmlPage.Headline(html, Headline(data));
        LookNumbers.Append(html, data);
        findings.Append(html);
        galleries.Append(html);
        return HtmlPage.End(html);
    }

    private static List<ReportFact> Headline(LookData data)
    {
        var dataset = data.Dataset;
        var objects = dataset.Samples.Sum(sample => sample.Objects.Count);
        List<ReportFact> facts = [new("images", $"{dataset.Samples.Count}")];
        if (dataset.Classes.Count > 0) facts.Add(new("classes", $"{dataset.Classes.Count}"));
        if (objects > 0) facts.Add(new("objects", $"{objects}"));
        if (data.Lint?.Summary is not { } found) return facts;
        foreach (var severity in new[] { LintSeverity.Error, LintSeverity.Warning, LintSeverity.Note })
        {
            var count = severity switch
            {
                LintSeverity.Error => found.Errors, LintSeverity.Warning => found.Warnings, _ => found.Notes,
            };
            if (count > 0) facts.Add(new(LintJson.Word(severity) + (count == 1 ? "" : "s"), $"{count}"));
        }

        return facts;
    }
}
