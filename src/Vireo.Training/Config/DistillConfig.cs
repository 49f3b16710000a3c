namespace Vireo.Training.Config;

/// <summary>Learning from a teacher.</summary>
public sealed record DistillConfig
{
    /// <summary>Run folder, bundle or ONNX file of the teacher; null for none.</summary>
    public string? Teacher { get; init; }

    /// <summary>How scores are compared.</summary>
    public DistillKind Loss { get; init; }

    /// <summary>Weight of that beside the loss of the labels, which has the weight 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>What scores are divided by in kl and dkd; null for 4 in kl and 1 in dkd.</summary>
    public double? Temperature { get; init; }

    /// <summary>Weight of the divergence of the label from all else in dkd.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>Weight of the divergence among the other classes in dkd.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>Parts whose outputs are to be alike, too.</summary>
    public ValueList<FeaturePair> Features { get; init; }

    /// <summary>Weight of the mean squared difference of each of them.</summary>
    public double FeatureWeight { get; init; } = 1;

    /// <summary>Whether labels count; without them any images will do.</summary>
    public bool Labels { get; init; } = true;

    /// <summary>Folder or pattern of images to learn from beside <see cref="DataConfig.Train"/>; their labels are not
    /// known.</summary>
    public string? Unlabelled { get; init; }
}
