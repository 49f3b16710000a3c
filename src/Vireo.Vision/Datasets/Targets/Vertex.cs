namespace Vireo.Vision.Datasets.Targets;

/// <summary>A point of the plane in pixels: x to the right, y down, (0, 0) the upper left corner of the image; see
/// <see cref="Box"/>.</summary>
/// <param name="X">Distance from the left edge, in pixels.</param>
/// <param name="Y">Distance from the upper edge, in pixels.</param>
public readonly record struct Vertex(decimal X, decimal Y);
