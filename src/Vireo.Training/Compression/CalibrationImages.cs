using Vireo.Training.Runs;
using Vireo.Vision.Datasets;
using Vireo.Vision.Lint;

namespace Vireo.Training.Compression;

/// <summary>The images that ranges of eight bits are found in.</summary>
public static class CalibrationImages
{
    /// <summary>How many are looked at; more change ranges little.</summary>
    public const int Most = 256;

    /// <summary>At most <see cref="Most"/> images, taken evenly from all.</summary>
    /// <param name="paths">The images there are; in the order of their classes where they have some.</param>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var count = Math.Min(Most, paths.Count);
        return [.. Enumerable.Range(0, count).Select(i => paths[(int)((long)i * paths.Count / count)])];
    }

    /// <summary>Of the images that a run learned from, never of those that it was judged by.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <exception cref="UsageException">There is no run in the folder; its images are gone
    /// (<c>VIR2853</c>).</exception>
    /// <exception cref="BadDataException">The data cannot be read.</exception>
    public static IReadOnlyList<string> OfRun(string run)
    {
        var config = RunFolder.Open(run).ReadConfig();
        var data = config.Data;
        if (data.Train is not { } source || !Path.Exists(source))
        {
            throw new UsageException("VIR2853",
                $"{run}: the images that it learned from, {data.Train}, are not there. Name others with --data.");
        }

        Func<ClassificationDataset, ClassificationDataset>? usable = data.SkipBad
            ? all => ImageCheck.Without(all, ImageCheck.Run(all, new PassingLint().Look), skipBad: true)
            : null;
        var train = DatasetSource.Open(source, data.Val, data.ValFraction, config.Train.Seed, usable).Train;
        return Choose([.. train.Samples.OrderBy(sample => sample.Label).Select(train.FullPath)]);
    }
}
