namespace Vireo.Training.Runs;

/// <summary>What the model said about one image; a line of <c>predictions.jsonl</c>.</summary>
/// <param name="Path">File, as the data set names it.</param>
/// <param name="Label">True class, or null where it is not known.</param>
/// <param name="Predicted">Class with the largest probability.</param>
/// <param name="Probability">That probability, 0 to 1.</param>
/// <param name="Top">The largest probabilities, falling.</param>
public sealed record PredictionLine(
    string Path, string? Label, string Predicted, float Probability, IReadOnlyList<ClassProbability> Top);
