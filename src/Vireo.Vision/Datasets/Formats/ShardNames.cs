using System.Globalization;
using System.Text;
using Vireo.Vision.Datasets.Images;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Tar shards as a data set: only the headers are read, images stay where they are.</summary>
internal static class ShardNames
{
    private const int MostLabel = 1 << 20, MostImage = 1 << 30, MostClasses = 1_000_000, MostSamples = 100_000_000;

    /// <summary>Key and part of an entry: its name up to the first point, and what follows, in small letters.</summary>
    public static (string Key, string Part) Split(string name)
    {
        var dot = name.IndexOf('.', name.LastIndexOf('/') + 1);
        return dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..].ToLowerInvariant());
    }

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan) =>
        scan.With(".tar").Take(1).ToList() is [var first] ? $"{scan.With(".tar").Count()} files ({first}, ...)" : null;

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var samples = new List<Sample>();
        foreach (var shard in scan.With(".tar"))
        {
            using var stream = AnnotationFile.Open(scan.Full(shard), long.MaxValue);
            ReadShard(shard, new(shard, stream), samples);
        }

        var named = ClassNames.FromList(scan);
        var classes = samples.Count == 0 ? 0
            : samples.Max(sample => sample.Classes.Count > 0 ? sample.Classes[0] + 1 : 0);
        if (named is not null && named.Count < classes)
            throw AnnotationFile.NoClass(scan.Root, 0, $"{classes - 1}", named);
        return new(scan.Root, named ?? [.. Enumerable.Range(0, classes).Select(label => $"{label}")], samples);
    }

    private static void ReadShard(string shard, TarReader tar, List<Sample> samples)
    {
        Sample? open = null;
        var (key, labels, text) = ("", new List<int>(), (string?)null);
        while (tar.Next())
        {
            var (name, part) = Split(tar.Name);
            if (name != key)
            {
                Close();
                (key, labels, text, open) = (name, [], null, null);
            }

            if (ClassFolders.IsImage(tar.Name))
            {
                if (tar.Length > MostImage)
                    throw AnnotationFile.TooMuch(shard, $"'{AnnotationFile.Short(tar.Name)}' is huge");
                open = new()
                {
                    Image = new ArchiveReference(shard, tar.Name, tar.Offset, (int)tar.Length),
                    Split = SplitName.OfFile(shard), Id = name, Source = new(shard),
                };
            }
            else if (part is "cls" or "cls.txt" or "id")
            {
                var value = Encoding.UTF8.GetString(tar.Read(MostLabel)).Trim();
                labels.Add(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var label)
                    && label < MostClasses ? label : throw AnnotationFile.Bad(
                        shard, 0,
                            $"'{AnnotationFile.Short(tar.Name)}' holds '{AnnotationFile.Short(value)}', no class."));
            }
            else if (part == "txt")
            {
                text = Encoding.UTF8.GetString(tar.Read(MostLabel)).Trim();
            }
        }

        Close();

        void Close()
        {
            if (open is null) return;
            samples.Add(open with { Classes = [.. labels], Text = text });
            if (samples.Count > MostSamples)
                throw AnnotationFile.TooMuch(shard, $"there are over {MostSamples} samples");
        }
    }
}
