using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Several operations, drawn uniformly with replacement, all of one strength.</summary>
/// <remarks>Cubuk et al. 2019, arXiv:1909.13719. Every operation grows stronger with the magnitude, posterising and
/// solarising too.</remarks>
public sealed record RandAugment : PolicyAugmentation
{
    /// <summary>Operations per picture.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Strength, 0 to 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public float Magnitude
    {
        get;
        init => field = value is >= 0 and <= 10 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A magnitude is from 0 to 10.");
    } = 5;

    /// <inheritdoc/>
    protected override AnnotatedImage Draw(AnnotatedImage annotated, Rng rng)
    {
        for (var i = 0; i < Layers; i++)
        {
            var op = PolicyOp.ShearX + rng.Below(PolicyOp.Invert - PolicyOp.ShearX + 1);
            var amount = Amount(op, annotated.Image.Size, Magnitude / 10);
            var negative = rng.Below(2) == 1;
            annotated = Apply(annotated, op, negative && IsSigned(op) ? -amount : amount);
        }

        return annotated;
    }

    private static double Amount(PolicyOp op, ImageSize size, double strength) => op switch
    {
        PolicyOp.ShearX or PolicyOp.ShearY => 0.3 * strength,
        PolicyOp.TranslateX => 150.0 / 331 * strength * size.Width,
        PolicyOp.TranslateY => 150.0 / 331 * strength * size.Height,
        PolicyOp.Rotate => 30 * strength,
        PolicyOp.Posterize => 8 - Math.Floor(4 * strength),
        PolicyOp.Solarize => 256 * (1 - strength),
        _ => 0.9 * strength,
    };
}
