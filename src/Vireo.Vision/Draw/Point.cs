namespace Vireo.Vision.Draw;

/// <summary>A place in a picture, in pixels from the top left corner; the first pixel's centre is (0.5, 0.5).</summary>
public readonly record struct Point(float X, float Y);
