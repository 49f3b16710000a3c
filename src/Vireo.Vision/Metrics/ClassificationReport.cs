namespace Vireo.Vision.Metrics;

/// <summary>What <see cref="ClassificationMetrics"/> counted, worked out.</summary>
/// <param name="Samples">Samples counted.</param>
/// <param name="Top1">Share whose label has the largest score.</param>
/// <param name="TopK">Share whose label is among the k largest.</param>
/// <param name="K">That k.</param>
/// <param name="PerClass">Scores by class.</param>
/// <param name="Macro">Mean over classes, each counting the same.</param>
/// <param name="Weighted">Mean over classes, each counting as often as it occurs.</param>
public sealed record ClassificationReport(
    long Samples, double Top1, double TopK, int K, IReadOnlyList<ClassScore> PerClass, ClassScore Macro,
        ClassScore Weighted);
