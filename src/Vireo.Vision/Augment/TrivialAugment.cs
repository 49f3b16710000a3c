namespace Vireo.Vision.Augment;

/// <summary>One operation, drawn uniformly, of a strength drawn uniformly.</summary>
/// <remarks>Müller and Hutter 2021, arXiv:2103.10158, the wide space of strengths: 31 steps each.</remarks>
public sealed record TrivialAugment : PolicyAugmentation
{
    private const int Steps = 31;

    /// <inheritdoc/>
    protected override AnnotatedImage Draw(AnnotatedImage annotated, Rng rng)
    {
        // All but the last, inversion, which the paper leaves out.
        var op = (PolicyOp)rng.Below((int)PolicyOp.Invert);
        var strength = rng.Below(Steps) / (Steps - 1.0);
        var negative = rng.Below(2) == 1;
        var amount = op switch
        {
            PolicyOp.TranslateX or PolicyOp.TranslateY => 32 * strength,
            PolicyOp.Rotate => 135 * strength,
            PolicyOp.Posterize => 8 - Math.Round(6 * strength),
            PolicyOp.Solarize => 255 * (1 - strength),
            _ => 0.99 * strength,
        };
        return Apply(annotated, op, negative && IsSigned(op) ? -amount : amount);
    }
}
