using Vireo.Training.Config;
using Vireo.Vision.Augment;
using Vireo.Vision.Datasets;
using Vireo.Vision.Lint;

namespace Vireo.Training.Classification;

/// <summary>The images of a run: read, checked, and on their way into batches.</summary>
public sealed class ClassificationData
{
    private readonly RunConfig _config;

    private ClassificationData(RunConfig config, DatasetPair pair, int skipped, LintSummary lint)
    {
        (_config, Train, Val, Skipped, Lint) = (config, pair.Train, pair.Val, skipped, lint);
        Transforms = TransformsFor(config);
    }

    /// <summary>What is learned from.</summary>
    public ClassificationDataset Train { get; }

    /// <summary>What the model is judged by.</summary>
    public ClassificationDataset Val { get; }

    /// <summary>Images left out because they cannot be read.</summary>
    public int Skipped { get; }

    /// <summary>What a short lint of the usable images found on the way.</summary>
    public LintSummary Lint { get; }

    /// <summary>What happens to an image before the model sees it.</summary>
    public ClassificationTransforms Transforms { get; }

    /// <summary>Reads the data and looks at every image.</summary>
    /// <param name="config">Where the data is.</param>
    /// <param name="progress">Told how many images were looked at.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="UsageException">No data was named.</exception>
    /// <exception cref="BadDataException">The data cannot be used.</exception>
    public static ClassificationData Open(
        RunConfig config, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        var source = config.Data.Train ?? throw new UsageException("VIR3011", "no data was named; give --data DIR.");
        var skipped = 0;
        var lint = new PassingLint();
        ClassificationDataset Usable(ClassificationDataset dataset)
        {
            var bad = ImageCheck.Run(
                dataset, lint.Look, cancellation: cancellation,
                progress: done => progress?.Report(new(TrainingPhase.Checking, done, dataset.Samples.Count)));
            skipped += bad.Count;
            return ImageCheck.Without(dataset, bad, config.Data.SkipBad);
        }

        var data = config.Data;
        var pair = DatasetSource.Open(source, data.Val, data.ValFraction, config.Train.Seed, Usable);
        return new(config, pair, skipped,
            lint.Summarise(pair.Train, pair.Val, config.Train.ImageSize, cancellation));
    }

    /// <summary>The transforms that a configuration asks for.</summary>
    public static ClassificationTransforms TransformsFor(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var augment = config.Augment;
        return new()
        {
            Size = config.Train.ImageSize,
            CropArea = new((float)augment.ScaleMin, (float)augment.ScaleMax),
            CropAspect = new((float)augment.RatioMin, (float)augment.RatioMax),
            Flip = (float)augment.Flip,
            Brightness = (float)augment.JitterBrightness,
            Contrast = (float)augment.JitterContrast,
            Saturation = (float)augment.JitterSaturation,
            Hue = (float)augment.JitterHue,
        };
    }

    /// <summary>Batches to learn from: shuffled and augmented, whole ones only.</summary>
    public Loader TrainLoader() =>
        new(Train, TrainReader(Transforms), Options(Train, _config) with { Shuffle = true, DropLast = true });

    /// <summary>Batches to judge by: all images in their order.</summary>
    public Loader ValLoader() => new(Val, Transforms.Pipeline().Reader(), Options(Val, _config));

    private static SampleReader TrainReader(ClassificationTransforms transforms)
    {
        var pipeline = transforms.Pipeline();
        var normaliser = transforms.CreateNormaliser();
        // Crops take a part of the picture: what the pipeline decodes is enough for the smallest.
        return (path, rng, destination) =>
            normaliser.Write(transforms.Train(pipeline.Decode(path), rng), destination);
    }

    private static LoaderOptions Options(ClassificationDataset dataset, RunConfig config) => new()
    {
        BatchSize = Math.Min(config.Train.BatchSize, dataset.Samples.Count),
        SampleLength = config.Train.ImageSize * config.Train.ImageSize * 3,
        Seed = config.Train.Seed,
        Threads = config.Train.LoaderThreads,
    };
}
