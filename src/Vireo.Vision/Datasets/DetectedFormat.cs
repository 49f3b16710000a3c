namespace Vireo.Vision.Datasets;

/// <summary>A format that fits a folder.</summary>
/// <param name="Format">Which one.</param>
/// <param name="Evidence">What was found, in words.</param>
public sealed record DetectedFormat(DatasetFormat Format, string Evidence);
