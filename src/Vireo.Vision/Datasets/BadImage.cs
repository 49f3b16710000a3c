namespace Vireo.Vision.Datasets;

/// <summary>An image that cannot be used.</summary>
/// <param name="Sample">Which one.</param>
/// <param name="Reason">What is wrong with it, in words.</param>
public sealed record BadImage(ClassificationSample Sample, string Reason);
