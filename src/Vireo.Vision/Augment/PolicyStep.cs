namespace Vireo.Vision.Augment;

/// <summary>One operation of a policy.</summary>
/// <param name="Op">What to do.</param>
/// <param name="Probability">Chance that it is done, 0 to 1.</param>
/// <param name="Level">Index into ten equal steps of strength, 0 to 9.</param>
public readonly record struct PolicyStep(PolicyOp Op, float Probability, int Level);
