using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A pair of operations, drawn uniformly from a table; each is done with its own probability and
/// strength.</summary>
/// <remarks>Cubuk et al. 2018, arXiv:1805.09501. Strengths are ten equal steps: shear to 0.3, shift to 150/331 of the
/// side, rotation to 30 degrees, factors to 1 ± 0.9, posterising from 8 to 4 bits, solarising from 256 to 0; signs are
/// random.</remarks>
public sealed record AutoAugment : PolicyAugmentation
{
    /// <summary>The table.</summary>
    public AutoAugmentPolicy Policy { get; init; }

    /// <inheritdoc/>
    protected override AnnotatedImage Draw(AnnotatedImage annotated, Rng rng)
    {
        var table = Policy switch
        {
            AutoAugmentPolicy.Cifar10 => AutoAugmentPolicies.Cifar10,
            AutoAugmentPolicy.HouseNumbers => AutoAugmentPolicies.HouseNumbers,
            _ => AutoAugmentPolicies.ImageNet,
        };
        var (first, second) = table[rng.Below(table.Count)];
        return Step(Step(annotated, first, rng), second, rng);
    }

    private AnnotatedImage Step(AnnotatedImage annotated, PolicyStep step, Rng rng)
    {
        var (chance, negative) = (rng.Uniform(), rng.Below(2) == 1);
        if (chance >= step.Probability)
            return annotated;

        var amount = Amount(step.Op, annotated.Image.Size, step.Level / 9.0);
        return Apply(annotated, step.Op, negative && IsSigned(step.Op) ? -amount : amount);
    }

    private static double Amount(PolicyOp op, ImageSize size, double strength) => op switch
    {
        PolicyOp.ShearX or PolicyOp.ShearY => 0.3 * strength,
        PolicyOp.TranslateX => 150.0 / 331 * strength * size.Width,
        PolicyOp.TranslateY => 150.0 / 331 * strength * size.Height,
        PolicyOp.Rotate => 30 * strength,
        PolicyOp.Posterize => 8 - 4 * strength,
        PolicyOp.Solarize => 256 * (1 - strength),
        _ => 0.9 * strength,
    };
}
