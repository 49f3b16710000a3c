using Vireo.Training.Bundles;

namespace Vireo.Training.Compression;

/// <summary>A way to make a model smaller or faster.</summary>
/// <param name="Name">What rows of the report call it; runs that it trains are named so too.</param>
/// <param name="Make">Makes the model.</param>
internal sealed record CompressionStep(string Name, Func<CompressionWork, ModelBundle> Make)
{
    /// <summary>Of a model in eight bits: the step that made the same network in floating point, which it has to be
    /// faster than.</summary>
    public string? FloatStep { get; init; }

    /// <summary>Whether it trains a run, which is kept beside the result.</summary>
    public bool Trains { get; init; }
}
