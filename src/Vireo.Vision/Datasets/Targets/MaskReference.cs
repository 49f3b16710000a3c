namespace Vireo.Vision.Datasets.Targets;

/// <summary>The mask of a whole image, in a file of its own.</summary>
/// <param name="Path">Path below the root of the data set, parts separated by <c>/</c>.</param>
/// <param name="Coding">What its values mean.</param>
public sealed record MaskReference(string Path, MaskCoding Coding);
