using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Squeezes and stretches the columns and rows of a grid by drawn amounts; edges stay.</summary>
public sealed record GridDistortion : GeometricAugmentation
{
    /// <summary>Cells along each axis.</summary>
    public int Cells { get; init; } = 5;

    /// <summary>Strength to draw from: the largest change of a cell's length, as a fraction of it; below 1.</summary>
    public Interval Strength { get; init; } = new(0.1f, 0.4f);

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng) => new(size.Whole, size)
    {
        Field = DisplacementField.Grid(size, Cells, Strength.Draw(rng), rng), Border = PadMode.Replicate,
    };
}
