namespace Vireo.Vision.Datasets;

/// <summary>What was written, and what the format had no place for.</summary>
/// <param name="Output">The folder.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Objects">Number of objects.</param>
/// <param name="Losses">Kind of what was left out, and how often.</param>
public sealed record ConversionReport(
    string Output, int Images, int Objects, IReadOnlyDictionary<string, int> Losses);
