namespace Vireo.Training.Report;

/// <summary>An image taken for another class.</summary>
/// <param name="Path">File, as the data set names it.</param>
/// <param name="Label">True class.</param>
/// <param name="Predicted">Class it was taken for.</param>
/// <param name="Confidence">Probability of that class, 0 to 1.</param>
/// <param name="Thumbnail">Small picture, PNG or JPEG; may be empty.</param>
public sealed record ReportMistake(
    string Path, string Label, string Predicted, float Confidence, ReadOnlyMemory<byte> Thumbnail);
