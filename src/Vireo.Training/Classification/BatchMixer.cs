using Vireo.Training.Config;
using Vireo.Vision.Augment.Mixing;
using Vireo.Vision.Datasets;

namespace Vireo.Training.Classification;

/// <summary>How the batches of a run are mixed: a function of seed, epoch and place of the batch in it, so that nothing
/// has to be saved for a run that goes on in the middle of an epoch.</summary>
internal sealed class BatchMixer
{
    private const ulong Stream = 0x4D4958; // "MIX": no other draw of this seed is correlated.
    private readonly BatchMixing _mixing;
    private readonly Rng _rng;
    private readonly int _epochs;

    private BatchMixer(BatchMixing mixing, ulong seed, int epochs) =>
        (_mixing, _rng, _epochs) = (mixing, new(seed, Stream), epochs);

    /// <summary>What a configuration asks for; null when batches stay as they are.</summary>
    public static BatchMixer? Of(RunConfig config) => config.Augment.Mixes
        ? new(MixingOf(config.Augment), config.Train.Seed, config.Augment.MixEpochs) : null;

    /// <summary>The ways that are on with their shares of the batches.</summary>
    public static MixingChoice MixingOf(AugmentConfig config)
    {
        var ways = new List<BatchMixing>();
        if (config.Mixup > 0) ways.Add(new Mixup { Alpha = config.Mixup });
        if (config.Cutmix > 0) ways.Add(new CutMix { Alpha = config.Cutmix });
        if (config.Fmix > 0) ways.Add(new FMix { Alpha = config.Fmix });
        if (config.SamplePairing) ways.Add(new SamplePairing());
        double[] shares = config.MixShares.Count > 0 ? [.. config.MixShares] : [.. ways.Select(_ => 1.0)];
        var sum = shares.Sum();
        return new()
        {
            Choices = [.. ways.Zip(shares, (way, share) => new MixingShare(way, config.MixProbability * share / sum))],
        };
    }

    /// <summary>How a batch is mixed; null where it stays as it is, behind the last epoch with mixing.</summary>
    /// <param name="epoch">From 0 on.</param>
    /// <param name="batch">Of square images of three channels.</param>
    public BatchMix? Draw(int epoch, LoaderBatch batch) => Draw(
        epoch, batch.Index, batch.Count, (int)Math.Round(Math.Sqrt(batch.Images.Length / 3.0 / batch.Count)));

    /// <summary>The same for a batch by its place in the epoch, its number of images, and their side.</summary>
    public BatchMix? Draw(int epoch, int batch, int count, int side) => _epochs > 0 && epoch >= _epochs ? null
        : _mixing.Draw(count, new(side, side), _rng.Fork((ulong)epoch).Fork((ulong)batch));
}
