using System.Text;
using Vireo.Files;
using Vireo.Vision.Datasets.Images;

namespace Vireo.Vision.Datasets.Splitting;

/// <summary>Writes the parts of a data set as lists, <c>train_list.txt</c> and so on, and the names of the classes
/// beside them; the data itself is only named, never touched.</summary>
/// <remarks>Paths in a list count from its folder and stay below it. Where that is not above the images, a link
/// <c>images</c> in it leads to them.</remarks>
public sealed class SplitLists
{
    private const string ClassFile = "classes.txt", Link = "images";
    private readonly Dataset _dataset;
    private readonly string _folder;
    private readonly string _prefix;
    private readonly bool _hasOneEach;

    private SplitLists(Dataset dataset, string folder)
    {
        (_dataset, _folder) = (dataset, Path.GetFullPath(folder));
        _hasOneEach = dataset.Samples.All(sample => sample is { Classes.Count: 1, UnknownClasses.Count: 0 });
        WritesClasses = dataset.Classes.Count > 0 && dataset.Samples.Any(sample => sample.Classes.Count > 0);
        var relative = Path.GetRelativePath(_folder, dataset.Root).Replace(Path.DirectorySeparatorChar, '/');
        NeedsLink = relative == ".." || relative.StartsWith("../", StringComparison.Ordinal)
            || Path.IsPathRooted(relative);
        _prefix = NeedsLink ? $"{Link}/" : relative == "." ? "" : $"{relative}/";
    }

    private bool NeedsLink { get; }

    private bool WritesClasses { get; }

    private string LinkPath => Path.Combine(_folder, Link);

    /// <summary>Writes a list for each part.</summary>
    /// <param name="dataset">Samples with their <see cref="Sample.Split"/>.</param>
    /// <param name="folder">Where the lists go.</param>
    /// <param name="overwrite">Whether lists of an earlier split may be replaced; those that the data was read from
    /// never are.</param>
    /// <exception cref="UsageException"><c>VIR1192</c>: lists are there already. <c>VIR1193</c>: images are in no files
    /// of their own, or their names cannot stand in a list. <c>VIR1194</c>: no link to the images can be
    /// made.</exception>
    /// <exception cref="VireoException">A list cannot be written; then none was.</exception>
    public static IReadOnlyList<SplitList> Write(Dataset dataset, string folder, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(folder);
        var lists = new SplitLists(dataset, folder);
        lists.Check(overwrite);
        return lists.WriteAll();
    }

    private static string NameOf(string split) => $"{split}_list.txt";

    private void Check(bool overwrite)
    {
        var named = _dataset.Samples.Select(sample => sample.Image).FirstOrDefault(image =>
            image is not FileReference || image.Path.AsSpan().IndexOfAny('\n', '\r') >= 0);
        if (named is not null)
        {
            throw new UsageException("VIR1193", $"{named.Path} cannot stand in a list of files. "
                + "Write the images out first, by `vireo data convert`, or rename it.");
        }

        if (File.Exists(_folder)) throw new UsageException("VIR1192", $"{_folder} is a file, and no folder for lists.");
        string[] names = [NameOf(SplitName.Train), NameOf(SplitName.Val), NameOf(SplitName.Test)];
        var sources = _dataset.Samples.Select(sample => sample.Source.File).Distinct(StringComparer.Ordinal)
            .Select(file => Path.GetFullPath(Path.Combine(_dataset.Root, file))).ToHashSet(StringComparer.Ordinal);
        foreach (var path in names.Select(name => Path.Combine(_folder, name)).Where(File.Exists))
        {
            if (sources.Contains(path))
                throw new UsageException("VIR1192", $"the data is read from {path}. Choose another --output.");
            if (!overwrite)
                throw new UsageException("VIR1192", $"{path} exists already. Choose another --output, or --overwrite.");
        }

        var classes = Path.Combine(_folder, ClassFile);
        if (WritesClasses && File.Exists(classes) && !overwrite && File.ReadAllText(classes) != ClassText)
        {
            throw new UsageException(
                "VIR1192", $"{classes} names other classes. Choose another --output, or --overwrite.");
        }
    }

    private string ClassText => string.Concat(_dataset.Classes.Select(name => $"{name}\n"));

    private List<SplitList> WriteAll()
    {
        var madeLink = NeedsLink && MakeLink();
        List<string> written = [];
        try
        {
            if (WritesClasses) Write(ClassFile, ClassText, written);
            var lists = new List<SplitList>();
            // That to train with comes last: with it the folder is a data set.
            foreach (var split in new[] { SplitName.Test, SplitName.Val, SplitName.Train })
            {
                var part = _dataset.Part(split);
                var path = Path.Combine(_folder, NameOf(split));
                if (part.Samples.Count == 0)
                {
                    File.Delete(path); // Of an earlier split, which this one replaces.
                    continue;
                }

                Write(NameOf(split), string.Concat(part.Samples.Select(Line)), written);
                lists.Insert(0, new(split, path, part.Samples.Count, part.Counts()));
            }

            return lists;
        }
        catch
        {
            foreach (var path in written) File.Delete(path);
            if (madeLink) File.Delete(LinkPath);
            throw;
        }
    }

    private void Write(string name, string text, List<string> written)
    {
        var path = Path.Combine(_folder, name);
        if (File.Exists(path) && File.ReadAllText(path) == text) return;
        AtomicFile.WriteText(path, text);
        written.Add(path);
    }

    private bool MakeLink()
    {
        var there = new DirectoryInfo(LinkPath);
        if (there.LinkTarget is { } target && Path.GetFullPath(Path.Combine(_folder, target)) == _dataset.Root)
            return false;
        try
        {
            if (!there.Exists && there.LinkTarget is null)
            {
                Directory.CreateDirectory(_folder);
                Directory.CreateSymbolicLink(LinkPath, _dataset.Root);
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoLink(e);
        }

        throw NoLink(null);
    }

    private UsageException NoLink(Exception? cause) => new("VIR1194",
        $"{LinkPath} cannot become a link to {_dataset.Root}: {cause?.Message ?? "it is there already"}. "
        + "Lists name images below their own folder: choose an --output at or above the images.", cause);

    private string Line(Sample sample)
    {
        var line = new StringBuilder(_prefix).Append(sample.Path);
        if (WritesClasses) line.Append(' ').Append(_hasOneEach ? $"{sample.Classes[0]}" : Flags(sample));
        else if (sample.Identity is { } identity) line.Append(' ').Append(identity);
        else if (sample.Text is { } text) line.Append('\t').Append(text);
        else if (sample.Mask is { } mask) line.Append(' ').Append(_prefix).Append(mask.Path);
        return line.Append('\n').ToString();
    }

    private string Flags(Sample sample) => string.Join(',', Enumerable.Range(0, _dataset.Classes.Count).Select(label =>
        sample.Classes.Contains(label) ? "1" : sample.UnknownClasses.Contains(label) ? "-1" : "0"));
}
