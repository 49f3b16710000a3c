using Vireo.Training.Config;
using Vireo.Vision.Datasets;

namespace Vireo.Training.Classification;

/// <summary>How many batches and steps a run has. Batches that do not fill a step at the end of an epoch are not used,
/// as images that do not fill a batch are not; every epoch leaves out others.</summary>
/// <param name="Accumulate">Batches that make up one step of the optimizer; no more than an epoch has.</param>
/// <param name="PerEpoch">Steps of an epoch.</param>
/// <param name="Epochs">Epochs of the run.</param>
public sealed record RunSteps(int Accumulate, int PerEpoch, int Epochs)
{
    /// <summary>Batches of an epoch that are used.</summary>
    public int BatchesPerEpoch => PerEpoch * Accumulate;

    /// <summary>Steps of the whole run.</summary>
    public long Total => (long)PerEpoch * Epochs;

    /// <summary>The steps of a run over batches.</summary>
    public static RunSteps Of(TrainConfig config, Loader loader)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(loader);
        var accumulate = Math.Min(config.Accumulate, loader.BatchesPerEpoch);
        return new(accumulate, loader.BatchesPerEpoch / accumulate, config.Epochs);
    }
}
