using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Augment;

/// <summary>Turns the picture about its middle by a drawn angle; the size stays.</summary>
public sealed record Rotate : GeometricAugmentation
{
    /// <summary>Angle to draw from, in degrees, counter-clockwise.</summary>
    public Interval Degrees { get; init; } = new(-15, 15);

    /// <summary>What lies beyond the edge.</summary>
    public PadMode Border { get; init; }

    /// <summary>The colour beyond the edge with <see cref="PadMode.Constant"/>.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng) => new(size.Whole, size)
    {
        Warp = Affine2D.Rotation(((size.Width - 1) / 2.0, (size.Height - 1) / 2.0), Degrees.Draw(rng)),
        Border = Border, Fill = Fill,
    };
}
