namespace Vireo.Vision.Datasets;

/// <summary>What a model learns from, and what it is judged by; both with the same classes.</summary>
public sealed record DatasetPair(ClassificationDataset Train, ClassificationDataset Val);
