namespace Vireo.Vision.Datasets.Targets;

/// <summary>One named point of an object.</summary>
/// <param name="Place">Where it is, in pixels; anything where it is not labelled.</param>
/// <param name="Visibility">Whether it is labelled and seen.</param>
public readonly record struct KeyPoint(Vertex Place, Visibility Visibility = Visibility.Visible);
