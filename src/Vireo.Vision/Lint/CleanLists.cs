using System.Text;
using Vireo.Files;

namespace Vireo.Vision.Lint;

/// <summary>Writes the data without what was found bad, as new lists beside it; no file of the data is
/// touched.</summary>
public static class CleanLists
{
    private const string Suffix = ".clean.txt", Classes = "classes.txt";

    /// <summary>Writes a list for each split, such as <c>train_list.clean.txt</c>, and <c>classes.txt</c> where the
    /// data has none.</summary>
    /// <remarks>Left out are files that cannot be used, superfluous copies (of copies in several splits those in the
    /// training part), both of two that contradict each other, and lines that were wrong.</remarks>
    /// <param name="report">What was found.</param>
    /// <returns>The lists written, with the number of images kept and left out.</returns>
    /// <exception cref="UsageException"><c>VIR1292</c>: one of them is there already; nothing was written.
    /// <c>VIR1293</c>: images lie within archives.</exception>
    /// <exception cref="VireoException">A list cannot be written.</exception>
    public static IReadOnlyList<CleanList> Write(LintReport report)
    {
        var set = report.Set ?? throw new ArgumentException("The report is of no data on disk.", nameof(report));
        if (set.Items.FirstOrDefault(item => item.Image is not null) is { } inside)
            throw new UsageException("VIR1293", $"{inside.Path} is no file of its own; lists name files only.");
        var bad = report.Findings.Where(f => f.Rule.Drops).Select(f => f.Path)
            .Concat(report.Findings.Where(f => f.Rule.DropsRelated).SelectMany(f => f.Related))
            .ToHashSet(StringComparer.Ordinal);
        var lists = set.Items.GroupBy(item => NameOf(set, item)).ToList();
        var there = lists.Select(list => Path.Combine(set.Root, list.Key)).FirstOrDefault(File.Exists);
        if (there is not null)
            throw new UsageException(
                "VIR1292", $"{there} exists already; cleaned lists replace nothing. Move it away.");
        var written = new List<CleanList>();
        foreach (var list in lists)
        {
            var kept = list.Where(item => !bad.Contains(item.Path)).ToList();
            var path = Path.Combine(set.Root, list.Key);
            AtomicFile.WriteText(path, string.Concat(kept.Select(item => Line(set, item))));
            written.Add(new(path, kept.Count, list.Count() - kept.Count));
        }

        var classes = Path.Combine(set.Root, Classes);
        if (set.Items.Any(item => item.Label >= 0) && !set.NamesInLists && !File.Exists(classes))
            AtomicFile.WriteText(classes, string.Concat(set.Classes.Select(name => name + "\n")));
        return written;
    }

    private static string NameOf(LintSet set, LintItem item) => set.Lists.Contains(item.Source.File)
        ? Path.ChangeExtension(item.Source.File, null) + Suffix
        : (item.Split.Length > 0 ? item.Split + "_list" : "list") + Suffix;

    private static string Line(LintSet set, LintItem item)
    {
        var line = new StringBuilder(item.Path);
        if (item.Text is not null) line.Append('\t').Append(item.Text);
        else if (item.Mask is not null) line.Append(' ').Append(item.Mask);
        else if (item.Label >= 0 && set.NamesInLists) line.Append(' ').Append(set.Classes[item.Label]);
        else if (item.Label >= 0) line.Append(' ').Append(item.Label);
        return line.Append('\n').ToString();
    }
}
