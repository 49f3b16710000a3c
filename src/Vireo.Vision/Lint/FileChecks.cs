using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>What is wrong with single files.</summary>
internal static class FileChecks
{
    // By format: what a file of it may end with; the first is the name to give.
    private static readonly Dictionary<ImageFormat, string[]> Extensions = new()
    {
        [ImageFormat.Jpeg] = [".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"],
        [ImageFormat.Png] = [".png", ".apng"],
        [ImageFormat.Bmp] = [".bmp", ".dib"],
        [ImageFormat.Gif] = [".gif"],
        [ImageFormat.WebP] = [".webp"],
        [ImageFormat.Tiff] = [".tif", ".tiff"],
        [ImageFormat.Pnm] = [".ppm", ".pgm", ".pbm", ".pnm", ".pam", ".pfm"],
    };

    public static IEnumerable<Finding> Run(LintContext context)
    {
        for (var i = 0; i < context.Facts.Count; i++)
        {
            var facts = context.Facts[i];
            if (facts.Problem is { } problem)
                yield return context.At(LintRules.Find(problem), i, facts.Reason);
            else if (facts.MissingEnd is { } missing)
                yield return context.At(ImageRules.Truncated, i, missing);
            if (WrongExtension(context.Set.Items[i].Path, facts) is { } expected)
                yield return context.At(ImageRules.WrongExtension, i, expected);
            if (!facts.IsGood) continue;
            if (facts.Orientation != Orientation.Upright)
                yield return context.At(ImageRules.Rotated, i, $"EXIF orientation {(int)facts.Orientation} "
                    + $"({Words(facts.Orientation)}); upright it has {facts.Size} pixels");
        }
    }

    private static string? WrongExtension(string path, ImageFacts facts)
    {
        if (!Extensions.TryGetValue(facts.Format, out var known)) return null;
        var extension = Path.GetExtension(path);
        if (known.Contains(extension, StringComparer.OrdinalIgnoreCase)) return null;
        var format = facts.Format.ToString().ToUpperInvariant();
        return extension.Length == 0 ? $"it is a {format} without an extension; {known[0]} is customary"
            : $"it is a {format}, not {extension}; {known[0]} is customary";
    }

    private static string Words(Orientation orientation) => orientation switch
    {
        Orientation.Rotate90Clockwise => "a quarter clockwise",
        Orientation.Rotate90CounterClockwise => "a quarter counter-clockwise",
        Orientation.Rotate180 => "half a turn",
        _ => "mirrored",
    };
}
