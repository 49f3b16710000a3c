namespace Vireo.Vision.Augment.Mixing;

/// <summary>One way to mix, and how many batches it gets.</summary>
/// <param name="Mixing">The way.</param>
/// <param name="Share">Share of the batches, 0 to 1.</param>
public sealed record MixingShare(BatchMixing Mixing, double Share);
