using System.Globalization;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>A line of a list: a path, and what is said of it.</summary>
/// <param name="Number">Number of the line.</param>
/// <param name="Path">The image.</param>
/// <param name="Rest">What follows; empty for nothing.</param>
/// <param name="ByTab">Whether a tab stands between the two.</param>
internal readonly record struct ListLine(int Number, string Path, string Rest, bool ByTab)
{
    /// <summary>Takes a line apart: names of files may hold spaces, so the path ends behind an image's
    /// ending.</summary>
    public static ListLine Parse(int number, string text)
    {
        for (var at = text.AsSpan().IndexOfAny(' ', '\t'); at >= 0;)
        {
            if (ClassFolders.IsImage(text[..at])) return Cut(number, text, at);
            var next = text.AsSpan(at + 1).IndexOfAny(' ', '\t');
            at = next < 0 ? -1 : at + 1 + next;
        }

        if (ClassFolders.IsImage(text)) return new(number, text, "", false);
        var tab = text.IndexOf('\t');
        var end = tab >= 0 ? tab : text.LastIndexOf(' ');
        return end < 0 ? new(number, text, "", false) : Cut(number, text, end);
    }

    /// <summary>What the rest is.</summary>
    public ListKind Kind =>
        Rest.Length == 0 ? ListKind.Paths
        : IsFlags(Rest) ? ListKind.MultiLabel
        : int.TryParse(Rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? ListKind.SingleLabel
        : ClassFolders.IsImage(Rest) ? ListKind.Masks
        : Rest.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? ListKind.Xml
        : ByTab ? Rest.StartsWith("[{", StringComparison.Ordinal) ? ListKind.TextRegions : ListKind.Texts
        : ListKind.Identities;

    private static ListLine Cut(int number, string text, int at) =>
        new(number, text[..at].TrimEnd(), text[(at + 1)..].Trim(), text[at] == '\t');

    private static bool IsFlags(string text) =>
        text.Contains(',') && text.Split(',').All(field => field.Trim() is "0" or "1" or "-1");
}
