using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets;

/// <summary>Samples of one kind, and the names that their numbers stand for; no pixels. Immutable.</summary>
/// <param name="root">Folder that all paths are relative to.</param>
/// <param name="classes">Names of the classes, by index.</param>
/// <param name="samples">The samples, in an order that is the same on every system.</param>
public sealed class Dataset(string root, IReadOnlyList<string> classes, IReadOnlyList<Sample> samples)
{
    /// <summary>Full path of the folder that all paths are relative to.</summary>
    public string Root { get; } = System.IO.Path.GetFullPath(root);

    /// <summary>Names of the classes, by index; empty where there are none.</summary>
    public IReadOnlyList<string> Classes { get; } = classes;

    /// <summary>The samples.</summary>
    public IReadOnlyList<Sample> Samples { get; } = samples;

    /// <summary>Numbers of the classes in the file they came from; empty where those are the indices.</summary>
    public ValueList<long> ClassIds { get; init; }

    /// <summary>Names of the key points, by index; empty where they have none.</summary>
    public ValueList<string> KeyPointNames { get; init; }

    /// <summary>Characters that texts may hold, where a list says so.</summary>
    public ValueList<string> Alphabet { get; init; }

    /// <summary>Things worth knowing that are no error, such as images without a label file.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Names of the parts, in the order train, val, test, then others.</summary>
    public IReadOnlyList<string> Splits =>
    [
        .. Samples.Select(sample => sample.Split).Distinct(StringComparer.Ordinal)
            .OrderBy(SplitName.Rank).ThenBy(name => name, StringComparer.Ordinal),
    ];

    /// <summary>The same data set with other samples.</summary>
    public Dataset With(IReadOnlyList<Sample> samples) => new(Root, Classes, samples)
    {
        ClassIds = ClassIds, KeyPointNames = KeyPointNames, Alphabet = Alphabet, Notes = Notes,
    };

    /// <summary>The samples of one part.</summary>
    public Dataset Part(string split) => With([.. Samples.Where(sample => sample.Split == split)]);

    /// <summary>Size of a sample's picture: as stated, or else from the file's header.</summary>
    /// <exception cref="BadDataException">The file cannot be read.</exception>
    public ImageSize SizeOf(Sample sample) => sample.StatedSize ?? sample.Image.ReadSize(Root);

    /// <summary>Objects of each class, or images of it where there are no objects.</summary>
    public int[] Counts()
    {
        var counts = new int[Classes.Count];
        foreach (var sample in Samples)
        {
            foreach (var label in sample.Classes) counts[label]++;
            foreach (var target in sample.Objects) counts[target.Class]++;
        }

        return counts;
    }

    /// <summary>The data set for a classifier: samples with exactly one class each.</summary>
    /// <exception cref="BadDataException"><c>VIR1019</c>: a sample has none or several.</exception>
    public ClassificationDataset ToClassification()
    {
        if (Samples.FirstOrDefault(sample => sample.Classes.Count != 1) is { } odd)
        {
            throw new BadDataException("VIR1019", $"{odd.Path} has {odd.Classes.Count} classes ({odd.Source}); "
                + "a classifier learns from exactly one. Give data with a class for each image.");
        }

        return new(Root, Classes,
            [.. Samples.Select(sample => new ClassificationSample(sample.Path, sample.Classes[0]))]);
    }

    /// <summary>Written as <c>364 images, 3 classes, 4888 objects in data/bccd</c>.</summary>
    public override string ToString() =>
        $"{Samples.Count} images, {Classes.Count} classes, {Samples.Sum(s => s.Objects.Count)} objects in {Root}";
}
