namespace Vireo.Vision.Metrics;

/// <summary>How well one class is recognised, or an average over classes; all shares 0 to 1, and 0 for 0/0.</summary>
/// <param name="Precision">Of what was taken for the class, the share that is: <c>TP / (TP + FP)</c>.</param>
/// <param name="Recall">Of the class, the share that was recognised: <c>TP / (TP + FN)</c>.</param>
/// <param name="F1">Their harmonic mean: <c>2 TP / (2 TP + FP + FN)</c>.</param>
/// <param name="Support">Samples of the class.</param>
public readonly record struct ClassScore(double Precision, double Recall, double F1, long Support);
