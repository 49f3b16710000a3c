using System.Security.Cryptography;
using System.Text;

namespace Vireo.Vision.Datasets;

/// <summary>Images with one class each: paths and labels, no pixels. Immutable.</summary>
/// <param name="root">Folder that the paths of the samples are relative to.</param>
/// <param name="classes">Names, in the order of the labels.</param>
/// <param name="samples">The images, in an order that is the same on every system.</param>
public sealed class ClassificationDataset(
    string root, IReadOnlyList<string> classes, IReadOnlyList<ClassificationSample> samples)
{
    /// <summary>Full path of the folder that the paths of the samples are relative to.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Names of the classes, in the order of the labels.</summary>
    public IReadOnlyList<string> Classes { get; } = classes;

    /// <summary>The images and their labels.</summary>
    public IReadOnlyList<ClassificationSample> Samples { get; } = samples;

    /// <summary>Full path of a sample's file.</summary>
    public string FullPath(ClassificationSample sample) => Path.Combine(Root, sample.Path);

    /// <summary>Number of samples of each class.</summary>
    public int[] Counts()
    {
        var counts = new int[Classes.Count];
        foreach (var sample in Samples) counts[sample.Label]++;
        return counts;
    }

    /// <summary>The same data set with some of the samples only.</summary>
    public ClassificationDataset With(IReadOnlyList<ClassificationSample> samples) => new(Root, Classes, samples);

    /// <summary>SHA-256 over class names, paths, file sizes and labels, in hexadecimal: the identity of the
    /// data.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Classes) hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0"));
        foreach (var sample in Samples)
        {
            var file = new FileInfo(FullPath(sample));
            var size = file.Exists ? file.Length : -1;
            hash.AppendData(Encoding.UTF8.GetBytes($"{sample.Path}\0{size}\0{sample.Label}\0"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Written as <c>480 images of 10 classes in data/signs</c>.</summary>
    public override string ToString() => $"{Samples.Count} images of {Classes.Count} classes in {Root}";
}
