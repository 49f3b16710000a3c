using Vireo.Training.Classification;

namespace Vireo.Training.Compression;

/// <summary>How far a compression is.</summary>
/// <param name="Step">What is being done, in a few words.</param>
/// <param name="Done">How much of it is done, in images, layers or rounds.</param>
/// <param name="Total">How much there is to do.</param>
public sealed record CompressionProgress(string Step, long Done, long Total)
{
    /// <summary>How far the training is, where the step trains.</summary>
    public TrainingProgress? Training { get; init; }
}
