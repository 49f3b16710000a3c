using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Runs;
using Vireo.Vision.Datasets;

namespace Vireo.Training.Compression;

/// <summary>The images of a compression: those that ranges are found with, and those that judge. No image is among
/// both.</summary>
/// <param name="Calibration">Paths, all classes taking turns.</param>
/// <param name="Validation">What judges.</param>
/// <param name="Notes">What the user should know of them.</param>
internal sealed record CompressionData(
    IReadOnlyList<string> Calibration, ClassificationDataset Validation, IReadOnlyList<string> Notes)
{
    // Of data that has no parts: what judges needs many images, what ranges are found with few.
    private const double JudgingShare = 0.8;

    /// <summary>The images of a run, or others.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="run">Its run; null when there is none.</param>
    /// <param name="data">Other images; null for those of the run.</param>
    /// <exception cref="UsageException"><c>VIR2876</c>: there are no images.</exception>
    /// <exception cref="BadDataException"><c>VIR2877</c>: there are too few, or they are of other classes.</exception>
    public static CompressionData Open(ModelBundle bundle, RunFolder? run, string? data)
    {
        var classes = bundle.Description.Classes;
        if (data is not null) return Of(classes, data);
        if (run?.ReadConfig().Data.Train is { } source && Path.Exists(source)) return Of(run, source, classes);
        throw new UsageException("VIR2876", (run is null
            ? "a model without its run does not say which images it learned from"
            : $"the images that {run.Path} learned from are not there") + ": name some with --data DIR, a folder per class.");
    }

    private static CompressionData Of(IReadOnlyList<string> classes, string data)
    {
        var judging = DatasetSource.OpenVal(data, classes);
        return DatasetSource.HasVal(data)
            ? Of(DatasetSource.Open(data).Train, judging, data, [])
            : Divided(judging, data, []);
    }

    private static CompressionData Of(RunFolder run, string source, IReadOnlyList<string> classes)
    {
        var (config, manifest) = (run.ReadConfig(), run.ReadManifest());
        var data = config.Data;
        var pair = DatasetSource.Open(source, data.Val, data.ValFraction, config.Train.Seed);
        bool IsSame() => pair.Train.Hash() == manifest.TrainHash && pair.Val.Hash() == manifest.ValHash;
        if (!IsSame() && data.SkipBad)
        {
            var usable = ClassificationData.Open(config);
            pair = new(usable.Train, usable.Val);
        }

        if (!pair.Train.Classes.SequenceEqual(classes, StringComparer.Ordinal))
        {
            throw new BadDataException("VIR2877", $"{source} has other classes than the run that learned from it: "
                + $"{string.Join(", ", pair.Train.Classes)} instead of {string.Join(", ", classes)}. "
                + "Give its images with --data DIR.");
        }

        return Of(pair.Train, pair.Val, source, IsSame() ? []
            : [$"{source} is not what it was when the run began: other images judge than then."]);
    }

    private static CompressionData Of(
        ClassificationDataset looked, ClassificationDataset judging, string data, IReadOnlyList<string> notes)
    {
        var known = judging.Samples.Select(judging.FullPath).ToHashSet(StringComparer.Ordinal);
        var others = looked.With([.. looked.Samples.Where(sample => !known.Contains(looked.FullPath(sample)))]);
        return others.Samples.Count == 0 ? Divided(judging, data, notes) : new(Spread(others), judging, notes);
    }

    private static CompressionData Divided(ClassificationDataset all, string data, IReadOnlyList<string> notes)
    {
        var (looked, judging) = StratifiedSplit.Split(all, JudgingShare, seed: 0);
        if (judging.Samples.Count == 0)
        {
            throw new BadDataException("VIR2877", $"{data} has {all.Samples.Count} images: too few to look at some and "
                + "to judge with others. Give at least two of a class.");
        }

        return new(Spread(looked), judging,
        [
            .. notes, $"{data} is one set: {looked.Samples.Count} of its images find ranges, the other "
                + $"{judging.Samples.Count} judge. If the model learned from these, its accuracy is too good to be true.",
        ]);
    }

    /// <summary>Images of all classes in turn, taken evenly from each.</summary>
    private static List<string> Spread(ClassificationDataset dataset)
    {
        var classes = dataset.Samples.GroupBy(sample => sample.Label).Select(own => own.ToList()).ToList();
        var most = (CalibrationImages.Most + classes.Count - 1) / classes.Count;
        var found = new List<string>();
        for (var i = 0; i < most; i++)
        {
            found.AddRange(from own in classes
                           let count = Math.Min(most, own.Count)
                           where i < count
                           select dataset.FullPath(own[(int)((long)i * own.Count / count)]));
        }

        return found.GetRange(0, Math.Min(CalibrationImages.Most, found.Count));
    }
}
