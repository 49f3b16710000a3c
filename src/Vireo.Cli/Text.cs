namespace Vireo.Cli;

/// <summary>Numbers as people read them.</summary>
internal static class Text
{
    /// <summary><c>1.25 GiB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes / (double)(1L << 30):0.00} GiB",
        >= 1L << 20 => $"{bytes / (double)(1L << 20):0.0} MiB",
        >= 1L << 10 => $"{bytes / (double)(1L << 10):0.0} KiB",
        _ => $"{bytes} B",
    };

    /// <summary><c>2.54 M</c>.</summary>
    public static string Count(long count) => count switch
    {
        >= 1_000_000_000 => $"{count / 1e9:0.00} G",
        >= 1_000_000 => $"{count / 1e6:0.00} M",
        >= 10_000 => $"{count / 1e3:0.0} k",
        _ => $"{count}",
    };

    /// <summary><c>2%</c>.</summary>
    public static string Share(double share) => $"{100 * share:0}%";

    /// <summary>Text from a file without what would steer a terminal.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : $"{c}"));

    /// <summary><c>1:05:09</c> or <c>5:09</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:m\\:ss}";
}
