using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Augment;

/// <summary>Looks at the picture askew: each corner moves inwards by a drawn distance; the size stays.</summary>
public sealed record Perspective : GeometricAugmentation
{
    /// <summary>How far a corner moves to draw from, as a fraction of half a side; below 1.</summary>
    public Interval Distortion { get; init; } = new(0, 0.5f);

    /// <summary>What lies beyond the edge.</summary>
    public PadMode Border { get; init; }

    /// <summary>The colour beyond the edge with <see cref="PadMode.Constant"/>.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng)
    {
        if (size.Width < 2 || size.Height < 2)
            return new(size.Whole, size);

        var (right, bottom) = (size.Width - 1.0, size.Height - 1.0);
        ReadOnlySpan<(double X, double Y)> from = [(0, 0), (right, 0), (right, bottom), (0, bottom)];
        Span<(double X, double Y)> to = stackalloc (double, double)[4];
        for (var i = 0; i < 4; i++)
        {
            var (x, y) = (Distortion.Draw(rng) * right / 2, Distortion.Draw(rng) * bottom / 2);
            to[i] = (from[i].X == 0 ? x : right - x, from[i].Y == 0 ? y : bottom - y);
        }

        return new(size.Whole, size) { Warp = Perspective2D.FromPoints(from, to), Border = Border, Fill = Fill };
    }
}
