namespace Vireo.Vision.Lint;

/// <summary>How far a lint is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Images (or pairs of images) done in this phase.</param>
/// <param name="Total">Images or pairs of the phase.</param>
public readonly record struct LintProgress(LintPhase Phase, long Done, long Total);
