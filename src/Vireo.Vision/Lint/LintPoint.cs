namespace Vireo.Vision.Lint;

/// <summary>A key point in pixels; one that is not labelled has no place.</summary>
internal readonly record struct LintPoint(double X, double Y, bool IsLabelled);
