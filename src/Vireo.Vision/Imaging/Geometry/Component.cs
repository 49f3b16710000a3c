namespace Vireo.Vision.Imaging.Geometry;

/// <summary>A connected part of a mask.</summary>
/// <param name="Area">Number of its pixels.</param>
/// <param name="Box">The smallest upright rectangle that holds it.</param>
/// <param name="X">Mean column of its pixels.</param>
/// <param name="Y">Mean row of its pixels.</param>
public readonly record struct Component(int Area, PixelRegion Box, double X, double Y);
