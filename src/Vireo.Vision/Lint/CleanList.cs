namespace Vireo.Vision.Lint;

/// <summary>A list that was written.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Kept">Images in it.</param>
/// <param name="LeftOut">Images left out.</param>
public readonly record struct CleanList(string Path, int Kept, int LeftOut);
