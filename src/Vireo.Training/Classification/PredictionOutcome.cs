using Vireo.Training.Runs;

namespace Vireo.Training.Classification;

/// <summary>What came of one image.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">What it shows; null when it cannot be read.</param>
/// <param name="Failure">Why it cannot be read; null when it can.</param>
public sealed record PredictionOutcome(string Path, PredictionLine? Line, VireoException? Failure);
