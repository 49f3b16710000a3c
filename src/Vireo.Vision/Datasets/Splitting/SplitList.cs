namespace Vireo.Vision.Datasets.Splitting;

/// <summary>A list that was written for one part of a data set.</summary>
/// <param name="Split">The part.</param>
/// <param name="Path">The list.</param>
/// <param name="Images">Images in it.</param>
/// <param name="Classes">Images or objects of each class, by class.</param>
public sealed record SplitList(string Split, string Path, int Images, IReadOnlyList<int> Classes);
