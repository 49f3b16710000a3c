using System.Text.RegularExpressions;

namespace Vireo.Vision.Datasets.Splitting;

/// <summary>What samples belong together, for <see cref="GroupSplit"/>.</summary>
public static class SampleGroups
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    /// <summary>By the folder an image lies in.</summary>
    public static Func<Sample, string?> ByFolder() =>
        sample => sample.Path.LastIndexOf('/') is >= 0 and var end ? sample.Path[..end] : "";

    /// <summary>By who or what it shows; images without an identity stand alone.</summary>
    public static Func<Sample, string?> ByIdentity() => sample => sample.Identity;

    /// <summary>By a part of the path: the first group of a regular expression, or all that it matches. Images that it
    /// does not match stand alone.</summary>
    /// <param name="pattern">Such as <c>([^/]+)_\d+\.jpg$</c>: all before the number of a frame.</param>
    /// <exception cref="UsageException"><c>VIR3029</c>: it is no regular expression that runs in linear
    /// time.</exception>
    public static Func<Sample, string?> ByPattern(string pattern)
    {
        Regex regex;
        try
        {
            regex = new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new UsageException("VIR3029", $"'{pattern}' is no pattern for names: {e.Message}", e);
        }

        return sample => regex.Match(sample.Path) is { Success: true } match
            ? match.Groups[match.Groups.Count > 1 ? 1 : 0].Value : null;
    }

    /// <summary>By the time a camera took them: images no further apart than a gap from the one before are one group.
    /// Images without a time stand alone.</summary>
    /// <param name="dataset">All images, whose headers are read now.</param>
    /// <param name="gap">The longest time within a series.</param>
    public static Func<Sample, string?> ByTime(Dataset dataset, TimeSpan gap)
    {
        var timed = dataset.Samples.Select(sample => sample.Path).Distinct(StringComparer.Ordinal)
            .Select(path => (path, time: ExifTime.Read(System.IO.Path.Combine(dataset.Root, path))))
            .Where(pair => pair.time is not null)
            .OrderBy(pair => pair.time).ThenBy(pair => pair.path, StringComparer.Ordinal).ToList();
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        DateTime? last = null;
        var series = 0;
        foreach (var (path, time) in timed)
        {
            if (time - last > gap) series++;
            groups[path] = $"series {series}";
            last = time;
        }

        return sample => groups.GetValueOrDefault(sample.Path);
    }
}
