using System.Globalization;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>A folder that a data set is written into: names of the images, what was lost.</summary>
internal sealed class DatasetOutput
{
    private static readonly HashSet<string> Wrappers =
        new(["images", "image", "jpegimages", "img", "imgs"], StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, string> _names;
    private readonly SortedDictionary<string, int> _losses = new(StringComparer.Ordinal);

    public DatasetOutput(Dataset dataset, string folder, DatasetWriteOptions options)
    {
        (Dataset, Folder, Options) = (dataset, folder, options);
        _names = Names(dataset);
    }

    public Dataset Dataset { get; }

    public string Folder { get; }

    public DatasetWriteOptions Options { get; }

    public IReadOnlyDictionary<string, int> Losses => _losses;

    /// <summary>The name of a sample's image below the folder of its part; unique in it.</summary>
    public string NameOf(Sample sample) => _names[sample.Path];

    /// <summary>A number with all its digits.</summary>
    public static string Text(decimal value) =>
        (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    /// <summary>Counts something that the format has no place for.</summary>
    public void Lose(string what, int count = 1)
    {
        if (count > 0) _losses[what] = _losses.GetValueOrDefault(what) + count;
    }

    /// <summary>Counts what no format of boxes alone can say of an object.</summary>
    public void LoseDetails(ObjectTarget target, bool polygons = true, bool flags = true)
    {
        Lose("crowd flags", target.Crowd ? 1 : 0);
        Lose("run-length masks", target.Mask is null ? 0 : 1);
        Lose("key points of objects", target.KeyPoints.Count > 0 ? 1 : 0);
        Lose("texts of objects", target.Text is null ? 0 : 1);
        if (polygons) Lose("outlines", target.Polygons.Count > 0 ? 1 : 0);
        if (!flags) return;
        Lose("difficult flags", target.Difficult ? 1 : 0);
        Lose("truncated flags", target.Truncated ? 1 : 0);
        Lose("occluded flags", target.Occluded ? 1 : 0);
        Lose("poses", target.Pose is null or "Unspecified" ? 0 : 1);
    }

    /// <summary>Counts what a format of objects cannot say of a whole image.</summary>
    public void LoseImageTargets(Sample sample)
    {
        Lose("classes of images", sample.Classes.Count);
        Lose("masks of images", sample.Mask is null ? 0 : 1);
        Lose("key points of images", sample.KeyPoints.Count > 0 ? 1 : 0);
        Lose("texts of images", sample.Text is null ? 0 : 1);
        Lose("identities", sample.Identity is null ? 0 : 1);
    }

    /// <summary>Full path of a file to write; its folder is there afterwards.</summary>
    public string File(string path)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full) ?? Folder);
        return full;
    }

    /// <summary>Writes lines of UTF-8 text, each ended by a line feed.</summary>
    public void WriteLines(string path, IEnumerable<string> lines) =>
        System.IO.File.WriteAllText(File(path), string.Concat(lines.Select(line => $"{line}\n")));

    /// <summary>Puts the picture of a sample into the folder, where images are wanted.</summary>
    public void WriteImage(Sample sample, string path)
    {
        if (!Options.CopyImages) return;
        var target = File(path);
        switch (sample.Image)
        {
            case FileReference file:
                var source = Path.Combine(Dataset.Root, file.Path);
                if (!System.IO.File.Exists(source))
                    throw new BadDataException("VIR1036",
                        $"{source} is not there to be copied. Restore it, or leave it out.");

                System.IO.File.Copy(source, target, overwrite: true);
                break;
            case ArchiveReference entry:
                System.IO.File.WriteAllBytes(target, entry.Read(Dataset.Root));
                break;
            default:
                System.IO.File.WriteAllBytes(target, ImageFile.EncodePng(sample.Image.Decode(Dataset.Root)));
                break;
        }
    }

    private static Dictionary<string, string> Names(Dataset dataset)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sample in dataset.Samples) names[sample.Path] = ShortName(sample);
        // Labels are files beside images: two images may not differ by their endings alone, nor by case.
        var clash = dataset.Samples.DistinctBy(sample => sample.Path)
            .GroupBy(sample => SafePath.Stem(names[sample.Path]), StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1).SelectMany(group => group);
        foreach (var sample in clash) names[sample.Path] = LongName(sample);
        return names;
    }

    private static string ShortName(Sample sample)
    {
        var parts = LongName(sample).Split('/');
        var kept = parts[..^1].Where(part => !Wrappers.Contains(part) && SplitName.Of(part) is null);
        return string.Join('/', kept.Append(parts[^1]));
    }

    private static string LongName(Sample sample) => sample.Image switch
    {
        PixelReference pixels => $"{pixels.Path.Replace('#', '_').Replace('.', '_')}.png",
        _ => sample.Path,
    };
}
