using Vireo.Vision.Datasets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>Finds the images below a folder and what their folders say: split, then class.</summary>
internal static class LintFolders
{
    private static readonly HashSet<string> Extensions = new(
        [
            ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".bmp", ".dib", ".gif", ".webp", ".tif",
            ".tiff", ".pbm", ".pgm", ".ppm", ".pnm", ".pam", ".ico", ".jp2", ".j2k", ".avif", ".heic", ".psd",
            ".dds", ".tga", ".svg",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Folders that say what kind of file is inside, not what a picture shows.
    private static readonly HashSet<string> Generic = new(
        [
            "image", "images", "img", "imgs", "jpegimages", "pictures", "photos", "frames", "data", "label", "labels",
            "mask", "masks", "annotation", "annotations", "annot", "trainannot", "valannot", "testannot",
            "segmentation", "segmentationclass", "segmentationobject", "all",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Labels = new(
        [
            "label", "labels", "mask", "masks", "annotation", "annotations", "annot", "segmentation",
            "segmentationclass", "segmentationobject",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly EnumerationOptions Deep = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = true,
        RecurseSubdirectories = true,
        MaxRecursionDepth = 12,
    };

    /// <summary>Whether the name ends as images do.</summary>
    public static bool IsImageName(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>Whether a picture lies where people keep masks and other labels.</summary>
    public static bool IsLabel(string path) => path.Split('/').SkipLast(1).Any(Labels.Contains);

    /// <summary>Reads a folder per class, with or without splits; other folders give images without classes.</summary>
    public static LintSet Read(string root)
    {
        var places = Places(root);
        var classes = Classes(root, places);
        var index = classes.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var items = places.OrderBy(place => SplitName.Rank(place.Split))
            .Select(place => new LintItem(place.Path, place.Split, index.GetValueOrDefault(place.Class, -1)));
        return new(root, [.. items], classes);
    }

    private static List<(string Path, string Split, string Class)> Places(string root)
    {
        var paths = Directory.EnumerateFiles(root, "*", Deep).Where(IsImage)
            .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.StartsWith('.') && !path.Contains("/.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ToList();
        var parts = paths.ConvertAll(path => path.Split('/')[..^1]);
        var depth = SplitDepth(parts);
        return
        [
            .. paths.Zip(parts, (path, folders) => depth >= 0 && folders.Length > depth
                && SplitName.Of(folders[depth]) is { } split
                    ? (path, split, string.Join('/', folders[..depth].Concat(folders[(depth + 1)..]).Take(1)))
                    : (path, "", folders.Length > 0 ? folders[0] : "")),
        ];
    }

    // Two splits at least: 'train' alone may be a class of vehicles.
    private static int SplitDepth(List<string[]> parts)
    {
        for (var depth = 0; depth < 2; depth++)
        {
            var at = depth;
            var splits = parts.Where(folders => folders.Length > at).Select(folders => SplitName.Of(folders[at]));
            if (splits.Where(split => split is not null).Distinct().Count() > 1) return depth;
        }

        return -1;
    }

    private static List<string> Classes(string root, List<(string Path, string Split, string Class)> places)
    {
        var used = places.Select(place => place.Class).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
        var inside = places.Count(place => place.Class.Length > 0);
        if (used.Count == 0 || used.Any(Generic.Contains) || inside < 0.9 * places.Count) return [];
        // Folders without any image are classes too: their emptiness is a finding.
        var splits = places.Select(place => place.Path.Split('/')[0]).Where(name => SplitName.Of(name) is not null)
            .Distinct().ToList();
        var above = places.Any(place => place.Split.Length > 0)
            ? splits.ConvertAll(split => Path.Combine(root, split)) : [root];
        var folders = above.SelectMany(folder => Directory.EnumerateDirectories(folder))
            .Select(folder => Path.GetFileName(folder)).Where(name => !name.StartsWith('.') && !Generic.Contains(name));
        return [.. used.Union(folders, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsImage(string path) =>
        IsImageName(path) || (Path.GetExtension(path).Length == 0 && StartsAsImage(path));

    private static bool StartsAsImage(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[64];
            return ImageFile.Identify(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)])
                is not (ImageFormat.Unknown or ImageFormat.Svg);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // A file without an extension that cannot be opened: nothing says that it is an image.
        }
    }
}
