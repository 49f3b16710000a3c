namespace Vireo.Vision.Draw;

/// <summary>An ellipse by its centre, its two radii in pixels and the angle of the first radius.</summary>
/// <param name="Centre">The middle.</param>
/// <param name="RadiusX">Half of the width before turning.</param>
/// <param name="RadiusY">Half of the height before turning.</param>
/// <param name="Degrees">Turn, clockwise as seen.</param>
public readonly record struct Ellipse(Point Centre, float RadiusX, float RadiusY, float Degrees = 0);
