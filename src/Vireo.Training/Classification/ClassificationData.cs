using Vireo.Training.Config;
using Vireo.Vision.Augment;
using Vireo.Vision.Augment.Yaml;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Caching;
using Vireo.Vision.Datasets.Sampling;
using Vireo.Vision.Lint;

namespace Vireo.Training.Classification;

/// <summary>The images of a run: read, checked, and on their way into batches.</summary>
public sealed class ClassificationData
{
    private readonly RunConfig _config;

    private ClassificationData(
        RunConfig config, DatasetPair pair, int skipped, LintSummary lint, SampleCache? cache)
    {
        Cache = cache;
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

    /// <summary>Keeps decoded pictures; null where none is configured.</summary>
    public SampleCache? Cache { get; }

    /// <summary>What happens to an image before the model sees it.</summary>
    public ClassificationTransforms Transforms { get; }

    /// <summary>Reads the data and looks at every image.</summary>
    /// <param name="config">Where the data is.</param>
    /// <param name="progress">Told how many images were looked at.</param>
    /// <param name="warn">Told what the user should know of the cache; null for nobody.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="UsageException">No data was named.</exception>
    /// <exception cref="BadDataException">The data cannot be used.</exception>
    public static ClassificationData Open(
        RunConfig config, IProgress<TrainingProgress>? progress = null, Action<string>? warn = null,
        CancellationToken cancellation = default)
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
        var summary = lint.Summarise(pair.Train, pair.Val, config.Train.ImageSize, cancellation);
        if (config.Distill.Unlabelled is { } more) pair = pair with { Train = With(pair.Train, more, Usable) };
        return new(config, pair, skipped, summary,
            data.Cache is { } folder ? new(folder, data.CacheSize, warn ?? (_ => { })) : null);
    }

    // Whatever they show: where labels do not count any will do.
    private static ClassificationDataset With(
        ClassificationDataset train, string images, Func<ClassificationDataset, ClassificationDataset> usable)
    {
        var found = ImageSearch.Find([images]).Select(path => new ClassificationSample(
            Path.GetRelativePath(train.Root, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/'), 0));
        var unlabelled = usable(train.With([.. found]));
        return train.With([.. train.Samples, .. unlabelled.Samples]);
    }

    /// <summary>The same data with no more batches of either part than stated, taken from all over it.</summary>
    internal ClassificationData Part(int trainBatches, int valBatches)
    {
        var (train, val) = (Part(Train, trainBatches), Part(Val, valBatches));
        return new(_config, new(train, val), Skipped, Lint, Cache);
    }

    private ClassificationDataset Part(ClassificationDataset dataset, int batches)
    {
        var (all, count) = (dataset.Samples, Math.Min(dataset.Samples.Count, (long)batches * _config.Train.BatchSize));
        return dataset.With([.. Enumerable.Range(0, (int)count).Select(i => all[(int)(i * (long)all.Count / count)])]);
    }

    /// <summary>The transforms that a configuration asks for.</summary>
    public static ClassificationTransforms TransformsFor(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var augment = config.Augment;
        return new()
        {
            Size = config.Train.ImageSize,
            Mean = Values(config.Model.Mean) ?? ChannelValues.ImageNetMean,
            Std = Values(config.Model.Std) ?? ChannelValues.ImageNetStd,
            CropArea = new((float)augment.ScaleMin, (float)augment.ScaleMax),
            CropAspect = new((float)augment.RatioMin, (float)augment.RatioMax),
            Flip = (float)augment.Flip,
            Brightness = (float)augment.JitterBrightness,
            Contrast = (float)augment.JitterContrast,
            Saturation = (float)augment.JitterSaturation,
            Hue = (float)augment.JitterHue,
            Policy = augment.Policy switch
            {
                PolicyKind.AutoAugment => new AutoAugment(),
                PolicyKind.RandAugment => new RandAugment(),
                PolicyKind.TrivialAugment => new TrivialAugment(),
                _ => null,
            },
            Pipeline = augment.Pipeline is { } pipeline
                ? AugmentationYaml.Parse(pipeline, "augment.pipeline") : null,
        };
    }

    private static ChannelValues? Values(ValueList<double> values) =>
        values is [var r, var g, var b] ? new((float)r, (float)g, (float)b) : null;

    /// <summary>Batches to learn from: drawn as configured and augmented, whole ones only.</summary>
    public Loader TrainLoader()
    {
        var sampler = SamplerFor(_config, Train);
        var (sides, largest) = (_config.Train.MultiScale, _config.Train.Sides.Max());
        return new(
            new ClassificationSource(Train, TrainReader(Transforms, Cache)), sampler,
            OptionsFor(_config, sampler.Length) with
            {
                Tail = EpochTail.Drop, SampleLength = largest * largest * 3,
                Sides = sides, SideBatches = _config.Train.Accumulate,
            });
    }

    /// <summary>Batches to judge by: all images in their order.</summary>
    public Loader ValLoader() => new(
        new ClassificationSource(Val, Transforms.EvalPipeline().Reader(Cache)),
        new SequentialSampler(Val.Samples.Count), OptionsFor(_config, Val.Samples.Count));

    /// <summary>Reads one image as the model sees it when it learns.</summary>
    /// <param name="transforms">What happens to it.</param>
    /// <param name="cache">Keeps decoded pictures; null for none.</param>
    public static SampleReader TrainReader(ClassificationTransforms transforms, SampleCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        var (reader, normaliser) = (new ViewReader(transforms, cache), transforms.CreateNormaliser());
        return (path, draw, destination) => normaliser.Write(reader.Read(path, draw.Rng, draw.Side), destination);
    }

    private static Sampler SamplerFor(RunConfig config, ClassificationDataset dataset)
    {
        int[] labels = [.. dataset.Samples.Select(sample => sample.Label)];
        Sampler sampler = config.Data.Sampler switch
        {
            SamplerKind.Balanced => new BalancedSampler(labels),
            SamplerKind.Weighted => new WeightedSampler(WeightedSampler.Inverse(labels)),
            SamplerKind.ClassAware => new ClassAwareSampler([.. labels.Select(label => new[] { label })]),
            _ => new ShuffledSampler(labels.Length),
        };
        return sampler with { Seed = config.Train.Seed };
    }

    private static LoaderOptions OptionsFor(RunConfig config, int samples) => new()
    {
        BatchSize = Math.Min(config.Train.BatchSize, samples),
        SampleLength = config.Train.ImageSize * config.Train.ImageSize * 3,
        Seed = config.Train.Seed,
        Threads = config.Train.LoaderThreads,
    };
}
