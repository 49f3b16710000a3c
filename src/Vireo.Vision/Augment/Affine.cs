using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Augment;

/// <summary>Turns, scales, shears and shifts the picture about its middle by drawn amounts; the size stays.</summary>
public sealed record Affine : GeometricAugmentation
{
    /// <summary>Angle to draw from, in degrees, counter-clockwise.</summary>
    public Interval Degrees { get; init; } = new(0, 0);

    /// <summary>Scale to draw from; above 0.</summary>
    public Interval Scale { get; init; } = new(1, 1);

    /// <summary>Shear along x to draw from, in degrees.</summary>
    public Interval ShearXDegrees { get; init; } = new(0, 0);

    /// <summary>Shear along y to draw from, in degrees.</summary>
    public Interval ShearYDegrees { get; init; } = new(0, 0);

    /// <summary>Shift to the right to draw from, as a fraction of the width.</summary>
    public Interval ShiftXFraction { get; init; } = new(0, 0);

    /// <summary>Shift downwards to draw from, as a fraction of the height.</summary>
    public Interval ShiftYFraction { get; init; } = new(0, 0);

    /// <summary>What lies beyond the edge.</summary>
    public PadMode Border { get; init; }

    /// <summary>The colour beyond the edge with <see cref="PadMode.Constant"/>.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng)
    {
        var (middleX, middleY) = ((size.Width - 1) / 2.0, (size.Height - 1) / 2.0);
        var turn = Affine2D.Rotation((0, 0), Degrees.Draw(rng), Scale.Draw(rng));
        var shear = new Affine2D(1, Slope(ShearXDegrees.Draw(rng)), 0, Slope(ShearYDegrees.Draw(rng)), 1, 0);
        var (shiftX, shiftY) = (ShiftXFraction.Draw(rng) * size.Width, ShiftYFraction.Draw(rng) * size.Height);
        return new(size.Whole, size)
        {
            Warp = Affine2D.Translation(-middleX, -middleY).Then(shear).Then(turn)
                .Then(Affine2D.Translation(middleX + shiftX, middleY + shiftY)),
            Border = Border, Fill = Fill,
        };

        static double Slope(float degrees) => Math.Tan(degrees * Math.PI / 180);
    }
}
