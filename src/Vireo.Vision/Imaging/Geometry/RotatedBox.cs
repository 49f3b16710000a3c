namespace Vireo.Vision.Imaging.Geometry;

/// <summary>A rectangle that may stand askew.</summary>
/// <param name="X">Column of its centre.</param>
/// <param name="Y">Row of its centre.</param>
/// <param name="Width">Length of the side that <paramref name="Degrees"/> turns.</param>
/// <param name="Height">Length of the other side.</param>
/// <param name="Degrees">How far the side Width is turned clockwise (y points down) from the horizontal.</param>
public readonly record struct RotatedBox(double X, double Y, double Width, double Height, double Degrees)
{
    /// <summary>Width · height.</summary>
    public double Area => Width * Height;
}
