using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Moves pixels by smooth random shifts of a drawn strength.</summary>
/// <remarks>Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks applied to visual
/// document analysis".</remarks>
public sealed record ElasticDistortion : GeometricAugmentation
{
    /// <summary>Strength to draw from: the largest shift before smoothing, as a fraction of the shorter side.</summary>
    public Interval StrengthFraction { get; init; } = new(0.2f, 0.5f);

    /// <summary>Deviation of the smoothing, as a fraction of the shorter side; above 0.</summary>
    public float SmoothFraction { get; init; } = 0.05f;

    /// <summary>What lies beyond the edge.</summary>
    public PadMode Border { get; init; } = PadMode.Reflect;

    /// <summary>The colour beyond the edge with <see cref="PadMode.Constant"/>.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng)
    {
        var strength = StrengthFraction.Draw(rng) * size.ShorterSide;
        return new(size.Whole, size)
        {
            Field = DisplacementField.Elastic(size, strength, SmoothFraction * size.ShorterSide, rng),
            Border = Border, Fill = Fill,
        };
    }
}
