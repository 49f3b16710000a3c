namespace Vireo.Vision.Datasets.Statistics;

/// <summary>Width and height of an anchor box, in pixels of the network's input.</summary>
public readonly record struct Anchor(double Width, double Height)
{
    /// <summary>Intersection over union of two boxes with the same centre.</summary>
    public double IntersectionOverUnion(Anchor other)
    {
        var shared = Math.Min(Width, other.Width) * Math.Min(Height, other.Height);
        var union = Width * Height + other.Width * other.Height - shared;
        return union > 0 ? shared / union : 0;
    }
}
