namespace Vireo.Vision.Datasets;

/// <summary>One image of a data set and the class it shows.</summary>
/// <param name="Path">Path below the root of the data set, parts separated by <c>/</c>.</param>
/// <param name="Label">Index into the classes.</param>
public readonly record struct ClassificationSample(string Path, int Label);
