namespace Vireo.Training.Classification;

/// <summary>What one step of learning found.</summary>
/// <param name="Loss">Mean loss of the batch.</param>
/// <param name="Logits">Scores before the step, <c>[N, Classes]</c>.</param>
/// <param name="GradientNorm">Length of all gradients together, before clipping; null where the batch was only added to
/// those that the next step of the optimizer learns from.</param>
public sealed record TrainingResult(double Loss, float[] Logits, double? GradientNorm)
{
    /// <summary>The teacher's scores, <c>[N, Classes]</c>; null without a teacher.</summary>
    public float[]? Taught { get; init; }
}
