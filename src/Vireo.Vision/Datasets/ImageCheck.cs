namespace Vireo.Vision.Datasets;

/// <summary>Looks at every image before the first step, so that hour three holds no surprise.</summary>
public static class ImageCheck
{
    /// <summary>Tries all images of a data set on several threads.</summary>
    /// <param name="dataset">The images.</param>
    /// <param name="check">Given a full path, says what is wrong with the file, or null; what it throws is a reason
    /// too.</param>
    /// <param name="threads">Threads to use; zero for one per core.</param>
    /// <param name="progress">Told after each image how many are done; one call at a time.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <returns>The bad ones, in the order of the data set.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<BadImage> Run(
        ClassificationDataset dataset, Func<string, string?> check, int threads = 0,
        Action<int>? progress = null, CancellationToken cancellation = default)
    {
        var reasons = new string?[dataset.Samples.Count];
        var done = 0;
        var gate = new Lock();
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
        Parallel.For(0, reasons.Length, options, i =>
        {
            reasons[i] = Reason(dataset.FullPath(dataset.Samples[i]), check);
            if (progress is null) return;
            lock (gate) progress(++done);
        });
        return [.. dataset.Samples.Select((sample, i) => (sample, reason: reasons[i]))
            .Where(pair => pair.reason is not null)
            .Select(pair => new BadImage(pair.sample, pair.reason ?? ""))];
    }

    /// <summary>The data set without its bad images.</summary>
    /// <param name="dataset">What was checked.</param>
    /// <param name="bad">What was found.</param>
    /// <param name="skipBad">Whether to go on without them.</param>
    /// <exception cref="BadDataException">There are bad ones and <paramref name="skipBad"/> is off (the message lists
    /// all of them), or a class has no image left.</exception>
    public static ClassificationDataset Without(
        ClassificationDataset dataset, IReadOnlyList<BadImage> bad, bool skipBad)
    {
        if (bad.Count == 0) return dataset;
        if (!skipBad)
        {
            throw new BadDataException("VIR1011", $"{bad.Count} of {dataset.Samples.Count} images in {dataset.Root} "
                + "cannot be used. Repair or remove them, or go on without them by --skip-bad:"
                + string.Concat(bad.Select(image => $"\n  {image.Sample.Path}: {image.Reason}")));
        }

        var paths = bad.Select(image => image.Sample.Path).ToHashSet(StringComparer.Ordinal);
        var rest = dataset.With([.. dataset.Samples.Where(sample => !paths.Contains(sample.Path))]);
        int[] before = dataset.Counts(), after = rest.Counts();
        var gone = dataset.Classes.Where((_, label) => before[label] > 0 && after[label] == 0).ToList();
        if (gone.Count == 0) return rest;
        throw new BadDataException("VIR1003",
            $"{dataset.Root}: no usable image is left of {gone.Count} classes:{Listing.Lines(gone)}");
    }

    private static string? Reason(string path, Func<string, string?> check)
    {
        try
        {
            return check(path);
        }
        catch (Exception failure) when (failure is VireoException or IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
