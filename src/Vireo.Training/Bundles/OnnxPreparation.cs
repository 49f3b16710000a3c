using Vireo.Vision.Augment;

namespace Vireo.Training.Bundles;

/// <summary>What a classifier in an ONNX file from elsewhere does not say about itself. Null stands for what is usual:
/// the extents of the file or 224 pixels, mean and deviation of ImageNet, numbers as names.</summary>
public sealed record OnnxPreparation
{
    /// <summary>Side of the square that the network sees, in pixels.</summary>
    public int? Size { get; init; }

    /// <summary>Mean per channel, in units of full scale.</summary>
    public ChannelValues? Mean { get; init; }

    /// <summary>Standard deviation per channel, in units of full scale.</summary>
    public ChannelValues? Std { get; init; }

    /// <summary>Names of the classes, in the order of the scores.</summary>
    public IReadOnlyList<string>? Classes { get; init; }
}
