using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Targets;

/// <summary>An upright box by its edges, in pixels of the upright image; raw, neither clipped nor put in
/// order.</summary>
/// <remarks>
/// Coordinates are continuous: (0, 0) is the upper left corner of the first pixel, (W, H) the lower right corner of the
/// last one, the first pixel's centre is (0.5, 0.5). They are decimal numbers, because files hold decimal numbers: what
/// was read is written again digit by digit, through any of the conventions. Those are gathered in
/// <see cref="BoxConvention"/>.
/// </remarks>
/// <param name="X1">Left edge.</param>
/// <param name="Y1">Upper edge.</param>
/// <param name="X2">Right edge.</param>
/// <param name="Y2">Lower edge.</param>
public readonly record struct Box(decimal X1, decimal Y1, decimal X2, decimal Y2)
{
    /// <summary><c>X2 − X1</c>; negative when the edges are swapped.</summary>
    public decimal Width => X2 - X1;

    /// <summary><c>Y2 − Y1</c>; negative when the edges are swapped.</summary>
    public decimal Height => Y2 - Y1;

    /// <summary><c>width · height</c> in pixels, zero for an empty box.</summary>
    public double Area => IsEmpty ? 0 : (double)Width * (double)Height;

    /// <summary>Whether there is nothing inside: no width or no height, or swapped edges.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The smallest box around points.</summary>
    /// <exception cref="ArgumentException">There is no point.</exception>
    public static Box Around(IReadOnlyList<Vertex> points)
    {
        if (points.Count == 0) throw new ArgumentException("A box around nothing is no box.", nameof(points));
        return new(points.Min(p => p.X), points.Min(p => p.Y), points.Max(p => p.X), points.Max(p => p.Y));
    }

    /// <summary>Whether the box lies within an image.</summary>
    public bool IsWithin(ImageSize size) =>
        X1 >= 0 && Y1 >= 0 && X2 <= size.Width && Y2 <= size.Height && X1 <= X2 && Y1 <= Y2;

    /// <summary>The part of the box within an image; may be empty.</summary>
    public Box ClippedTo(ImageSize size) => new(
        Math.Clamp(X1, 0, size.Width), Math.Clamp(Y1, 0, size.Height),
        Math.Clamp(X2, 0, size.Width), Math.Clamp(Y2, 0, size.Height));

    /// <summary>Intersection over union, 0 to 1; 0 when both are empty.</summary>
    public double IntersectionOverUnion(Box other)
    {
        var width = (double)(Math.Min(X2, other.X2) - Math.Max(X1, other.X1));
        var height = (double)(Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1));
        var shared = Math.Max(width, 0) * Math.Max(height, 0);
        var union = Area + other.Area - shared;
        return union > 0 ? shared / union : 0;
    }
}
