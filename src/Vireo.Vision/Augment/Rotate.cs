using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Augment;

/// <summary>Turns the picture about its middle by a drawn angle.</summary>
/// <remarks>For boxes that stay tight see <see cref="GeometricAugmentation.Tightening"/>.</remarks>
public sealed record Rotate : GeometricAugmentation
{
    /// <summary>Angle to draw from, in degrees, counter-clockwise; (−180, 180) for any.</summary>
    public Interval Degrees { get; init; } = new(-15, 15);

    /// <summary>Whether the result grows until nothing is cut off, instead of keeping the size.</summary>
    public bool Grow { get; init; }

    /// <summary>What lies beyond the edge.</summary>
    public PadMode Border { get; init; }

    /// <summary>The colour beyond the edge with <see cref="PadMode.Constant"/>.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng)
    {
        var degrees = Degrees.Draw(rng);
        var turn = Affine2D.Rotation(((size.Width - 1) / 2.0, (size.Height - 1) / 2.0), degrees);
        if (!Grow)
            return new(size.Whole, size) { Warp = turn, Border = Border, Fill = Fill };

        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var (wide, high) = (Math.Abs(cos) * size.Width, Math.Abs(sin) * size.Width);
        (wide, high) = (wide + Math.Abs(sin) * size.Height, high + Math.Abs(cos) * size.Height);
        // A quarter turn is exact but for the last bits of its sine.
        var result = new ImageSize((int)Math.Ceiling(wide - 1e-6), (int)Math.Ceiling(high - 1e-6));
        var centred = Affine2D.Translation((result.Width - size.Width) / 2.0, (result.Height - size.Height) / 2.0);
        return new(result.Whole, result)
        {
            Warp = turn.Then(centred), WarpSize = result, Border = Border, Fill = Fill,
        };
    }
}
