namespace Vireo.Vision.Datasets;

/// <summary>Finds out what a folder or file given as data is, and reads it.</summary>
/// <remarks>
/// Known are, in the order tried: a list file; a folder with <c>train_list.txt</c> (and <c>val_list.txt</c>,
/// <c>classes.txt</c>); a folder with <c>train/</c> and <c>val/</c>, each with a folder per class; a folder per class.
/// </remarks>
public static class DatasetSource
{
    private const string TrainList = "train_list.txt", ValList = "val_list.txt", Train = "train", Val = "val";

    /// <summary>Reads training and validation data. The number of classes comes from the training data.</summary>
    /// <param name="data">Folder or list file; its own validation part is used when it has one.</param>
    /// <param name="val">Folder or list file to validate with instead; null for none.</param>
    /// <param name="valFraction">Share split off when neither of them says what to validate with.</param>
    /// <param name="seed">Seed of that split.</param>
    /// <param name="usable">Leaves out images that cannot be used, before anything is split off; null for none.</param>
    /// <exception cref="BadDataException">The data is missing, empty, of one class only, or inconsistent.</exception>
    /// <exception cref="UsageException">The fraction is not between 0 and 1.</exception>
    public static DatasetPair Open(
        string data, string? val = null, double valFraction = 0.2, ulong seed = 0,
        Func<ClassificationDataset, ClassificationDataset>? usable = null)
    {
        usable ??= dataset => dataset;
        var train = ReadTrain(data);
        var used = train.Classes.Zip(train.Counts()).Where(pair => pair.Second > 0).ToList();
        if (used.Count < 2)
        {
            throw new BadDataException("VIR1004", $"{data} has images of one class only, '{used[0].First}'. "
                + "A classifier needs two at least; is this the folder of one class instead of the one above it?");
        }

        if (val is null && !HasVal(data)) return StratifiedSplit.Split(usable(train), valFraction, seed);
        var pair = new DatasetPair(train, OpenVal(val ?? data, train.Classes));
        CheckLearnable(pair);
        return new(usable(pair.Train), usable(pair.Val));
    }

    /// <summary>Reads data to judge a model by: the validation part where there is one, or else all of it.</summary>
    /// <param name="data">Folder or list file.</param>
    /// <param name="classes">Classes of the model; those of the data are matched by name.</param>
    /// <exception cref="BadDataException">The data is missing or empty, or has a class that the model has
    /// not.</exception>
    public static ClassificationDataset OpenVal(string data, IReadOnlyList<string> classes)
    {
        if (File.Exists(data)) return Matched(ReadList(data, classes), classes, data);
        CheckFolder(data);
        if (File.Exists(Path.Combine(data, ValList)))
        {
            return Matched(ReadList(Path.Combine(data, ValList), classes), classes, data);
        }

        return Matched(ClassFolders.Read(HasSplitFolders(data) ? Path.Combine(data, Val) : data), classes, data);
    }

    /// <summary>Whether data has a validation part of its own.</summary>
    /// <param name="data">Folder or list file.</param>
    public static bool HasVal(string data) =>
        !File.Exists(data) && (File.Exists(Path.Combine(data, TrainList))
            ? File.Exists(Path.Combine(data, ValList))
            : HasSplitFolders(data));

    private static ClassificationDataset ReadTrain(string data)
    {
        if (File.Exists(data)) return ListFile.Read(data);
        CheckFolder(data);
        var list = Path.Combine(data, TrainList);
        if (File.Exists(list)) return ListFile.Read(list);
        return ClassFolders.Read(HasSplitFolders(data) ? Path.Combine(data, Train) : data);
    }

    private static ClassificationDataset ReadList(string list, IReadOnlyList<string> classes)
    {
        var own = ListFile.ReadClasses(Path.GetDirectoryName(Path.GetFullPath(list)) ?? list);
        return ListFile.Read(list, own ?? classes);
    }

    // Only where both are there and hold folders: 'train' alone may be a class of vehicles.
    private static bool HasSplitFolders(string data) =>
        new[] { Train, Val }.All(part => Path.Combine(data, part) is var folder
            && Directory.Exists(folder) && ClassFolders.Names(folder).Count > 0);

    private static void CheckFolder(string data)
    {
        if (Directory.Exists(data)) return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(data));
        var beside = Directory.Exists(parent) ? Directory.EnumerateFileSystemEntries(parent) : [];
        var hint =
            NearestName.Hint(Path.GetFileName(data.TrimEnd('/', '\\')), beside.Select(path => Path.GetFileName(path)));
        throw new BadDataException("VIR1001", $"there is no folder or list file {data}.{hint}");
    }

    private static ClassificationDataset Matched(
        ClassificationDataset dataset, IReadOnlyList<string> classes, string data)
    {
        var index = classes.Select((name, label) => (name, label))
            .ToDictionary(pair => pair.name, pair => pair.label, StringComparer.Ordinal);
        var counts = dataset.Counts();
        var strangers = dataset.Classes.Where((name, label) => counts[label] > 0 && !index.ContainsKey(name)).ToList();
        if (strangers.Count > 0)
        {
            var hint = NearestName.Hint(strangers[0], classes);
            throw new BadDataException("VIR1005", $"{data} has {strangers.Count} classes that the training has not. "
                + $"Rename or remove them, or train with them.{hint}{Listing.Lines(strangers)}");
        }

        var samples = dataset.Samples.Select(sample => sample with { Label = index[dataset.Classes[sample.Label]] });
        return new(dataset.Root, classes, [.. samples]);
    }

    private static void CheckLearnable(DatasetPair pair)
    {
        int[] train = pair.Train.Counts(), val = pair.Val.Counts();
        var untrained = pair.Train.Classes.Where((_, label) => val[label] > 0 && train[label] == 0).ToList();
        if (untrained.Count == 0) return;
        throw new BadDataException("VIR1005", $"{untrained.Count} classes are validated without an image to train "
            + $"them. Add some, or remove them from the validation:{Listing.Lines(untrained)}");
    }
}
