namespace Vireo.Vision.Datasets;

/// <summary>Shortens long enumerations in messages.</summary>
internal static class Listing
{
    private const int Most = 20;

    /// <summary>One item per line, indented, at most twenty and a count of the rest.</summary>
    public static string Lines(IReadOnlyCollection<string> items)
    {
        var shown = string.Concat(items.Take(Most).Select(item => $"\n  {item}"));
        return items.Count > Most ? $"{shown}\n  and {items.Count - Most} more" : shown;
    }
}
